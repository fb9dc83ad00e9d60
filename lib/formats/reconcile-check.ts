import type { Finding } from '../findings';
import { passwordVariable } from '../names';
import { didYouMean } from '../nearest';
import { databasesWithPartitions, databasesWithPartman } from '../profile/partitioned-databases';
import { childPath } from '../profile/paths';
import { type LoginTrial, loginTrials } from './reconcile-logins';
import { RESERVED_SCHEMAS } from './reconcile-schemas';
import { migratedDatabases, type ReconcileState, systemRoleNames } from './reconcile-state';

/** Faults that the server would only find half-way. Paths are those of the state. */
export function checkReconcile(state: ReconcileState): Finding[] {
  return [...checkNames(state), ...checkReferences(state), ...checkOwners(state), ...checkLogins(state)];
}

/** PostgreSQL cuts longer names off, in bytes. */
const MAXIMUM_NAME = 63;

function databasePath(name: string): string {
  return childPath('databases', name);
}

function schemaPath(database: string, schema: string): string {
  return childPath(`${databasePath(database)}.schemas`, schema);
}

function checkNames(state: ReconcileState): Finding[] {
  const roles = Object.keys(state.roles).map((name) => ({ path: childPath('roles', name), name }));
  const databases = Object.entries(state.databases);
  const schemas = databases.flatMap(([database, { schemas: own = {} }]) =>
    Object.keys(own).map((name) => ({ path: schemaPath(database, name), name })),
  );
  const system = [state.superuser, ...systemRoleNames(state)];
  return [
    ...[...roles, ...databases.map(([name]) => ({ path: databasePath(name), name })), ...schemas].flatMap(checkName),
    ...roles.flatMap(({ path, name }) => [
      ...(system.includes(name)
        ? [{ path, message: `${name} is one of the platform's own roles. Give it another name.` }]
        : []),
      ...(['public', 'none'].includes(name) || name.startsWith('pg_')
        ? [{ path, message: `PostgreSQL keeps the name ${name} to itself. Give the role another name.` }]
        : []),
    ]),
    ...databases
      .filter(([name]) => ['template0', 'template1'].includes(name))
      .map(([name]) => ({ path: databasePath(name), message: `${name} is a template. Give it another name.` })),
    ...schemas.flatMap(checkSchemaName),
    ...duplicates(system).map((name) => ({
      path: 'systemRoles',
      message: `${name} is the name of two of the platform's roles. Give each a name of its own.`,
    })),
  ];
}

function checkName({ path, name }: { readonly path: string; readonly name: string }): Finding[] {
  const bytes = Buffer.byteLength(name);
  if (bytes === 0 || bytes > MAXIMUM_NAME) {
    return [{ path, message: `the name has ${bytes} bytes; PostgreSQL takes 1 to ${MAXIMUM_NAME}. Change it.` }];
  }
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
  return /[\u0000-\u001f\u007f]/.test(name)
    ? [{ path, message: 'the name holds a control character, such as a tab or a line break. Remove it.' }]
    : [];
}

function checkSchemaName({ path, name }: { readonly path: string; readonly name: string }): Finding[] {
  if (name === 'public') {
    return [{ path, message: "public belongs to the database: say its access in the database's `access`." }];
  }
  return RESERVED_SCHEMAS.includes(name) || name.startsWith('pg_') || name === 'information_schema'
    ? [{ path, message: `the platform or PostgreSQL makes the schema ${name}. Give yours another name.` }]
    : [];
}

function checkReferences(state: ReconcileState): Finding[] {
  const declared = [...Object.keys(state.roles), state.superuser];
  const roleFindings = (path: string, names: readonly string[], known = declared): Finding[] =>
    names
      .filter((name) => !known.includes(name))
      .map((name) => ({
        path,
        message: `no role ${name} is declared.${didYouMean(name, known)} Declare it in \`roles\`.`,
      }));
  return [
    ...Object.entries(state.roles).flatMap(([name, { memberOf = [] }]) =>
      roleFindings(
        `${childPath('roles', name)}.memberOf`,
        memberOf.filter((group) => !group.startsWith('pg_')),
      ),
    ),
    ...Object.entries(state.databases).flatMap(([name, database]) => [
      ...roleFindings(`${databasePath(name)}.owner`, [database.owner]),
      ...roleFindings(`${databasePath(name)}.access`, Object.keys(database.access ?? {})),
      ...roleFindings(`${databasePath(name)}.connect`, database.connect ?? []),
      ...Object.entries(database.schemas ?? {}).flatMap(([schema, { owner, access = {} }]) => [
        ...roleFindings(`${schemaPath(name, schema)}.owner`, owner === undefined ? [] : [owner]),
        ...roleFindings(`${schemaPath(name, schema)}.access`, Object.keys(access)),
      ]),
    ]),
  ];
}

/**
 * Whoever maintains partitions or applies migrations has the rights of the owners: the one runs functions that other
 * owners name, the other SQL that an application's team writes.
 */
function checkOwners(state: ReconcileState): Finding[] {
  const { maintenance, migration } = state.systemRoles;
  return [
    ...(maintenance === undefined ? [] : ownedBySuperuser(state, databasesWithPartman(state), WITH_PARTMAN)),
    ...(maintenance === undefined ? [] : ownedBySuperuser(state, databasesWithPartitions(state), PARTITIONED)),
    ...(migration === undefined ? [] : ownedBySuperuser(state, migratedDatabases(state), MIGRATED)),
  ];
}

const PARTITIONED = {
  why: 'the database has partitions, whose maintenance has the rights of the owner',
  else: 'remove the partitions',
};

const WITH_PARTMAN = {
  why: 'the database has pg_partman, whose maintenance has the rights of the owner',
  else: 'take pg_partman out of the extensions',
};

const MIGRATED = {
  why: 'the database has migrations, which work as the owner and would need a superuser',
  else: 'remove the migrations',
};

function ownedBySuperuser(
  { superuser, databases }: ReconcileState,
  names: readonly string[],
  text: typeof MIGRATED,
): Finding[] {
  return names.flatMap((name) => {
    const { owner, schemas = {} } = databases[name] ?? {};
    const owners = [
      { path: `${databasePath(name)}.owner`, owner },
      ...Object.entries(schemas).map(([schema, one]) => ({
        path: `${schemaPath(name, schema)}.owner`,
        owner: one.owner,
      })),
    ];
    return owners
      .filter((one) => one.owner === superuser)
      .map(({ path }) => ({
        path,
        message: `${superuser} is the superuser, and ${text.why}. Make a role with \`login: false\` the owner, or ${text.else}.`,
      }));
  });
}

/** Two roles' passwords may not meet in one environment variable; a login that gets in nowhere is a mistake. */
function checkLogins(state: ReconcileState): Finding[] {
  const trials = loginTrials(state);
  const homeless = trials.filter(({ kind, databases }) => kind === 'database' && databases.length === 0);
  return [...homeless.map(({ role }) => homelessLogin(state, role)), ...checkVariables(trials)];
}

function homelessLogin({ systemRoles }: ReconcileState, role: string): Finding {
  const [kind] = Object.entries(systemRoles).find(([, name]) => name === role) ?? [];
  if (kind === undefined) {
    return {
      path: childPath('roles', role),
      message:
        'it logs in and may connect to no database. Give it access to one, make it a member of a role that has access, ' +
        'or set `login: false`.',
    };
  }
  return {
    path: `systemRoles.${kind}`,
    message: `no database has work for ${role}. Say of a database that ${WORK[kind] ?? 'it has'}, or leave the role out.`,
  };
}

/** What gives those of the platform's own roles that work in some databases alone something to do. */
const WORK: Readonly<Record<string, string>> = {
  lookup: 'pools lead to it (`pooled`)',
  maintenance: 'it has the extension pg_partman or `partitions`',
  migration: 'it has migrations (`migrated`)',
};

function checkVariables(trials: readonly LoginTrial[]): Finding[] {
  const names = [...new Set(trials.map(({ role }) => role))];
  return duplicates(names.map(passwordVariable)).map((variable) => {
    const roles = names.filter((role) => passwordVariable(role) === variable);
    return {
      path: 'roles',
      message: `the passwords of ${roles.join(' and ')} would share the variable ${variable}. Rename one of them.`,
    };
  });
}

function duplicates(names: readonly string[]): string[] {
  return [...new Set(names.filter((name, index) => names.indexOf(name) !== index))];
}
