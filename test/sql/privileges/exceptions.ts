import type { Cell, ObjectKind } from './cells';
import { SYSTEM } from './roles';

/** Where the rules of owner and level do not say it all, and why. */
export interface Exception {
  /** @default - every database */
  readonly database?: string;
  readonly kind: ObjectKind;
  /** The object's name as SQL writes it. */
  readonly name: RegExp;
  readonly commands: readonly string[];
  /** @default - everybody, PUBLIC too */
  readonly roles?: readonly string[];
  readonly allowed: boolean;
  readonly because: string;
}

export const EXCEPTIONS: readonly Exception[] = [
  {
    kind: 'schema',
    name: /^pgbouncer$/,
    commands: ['usage'],
    roles: [SYSTEM.lookup],
    allowed: true,
    because: 'PgBouncer looks up SCRAM secrets in the databases that its pools lead to.',
  },
  {
    kind: 'routine',
    name: /^pgbouncer\.user_lookup\(text\)$/,
    commands: ['execute'],
    roles: [SYSTEM.lookup],
    allowed: true,
    because: 'PgBouncer looks up SCRAM secrets in the databases that its pools lead to.',
  },
  {
    kind: 'routine',
    name: /^public\.get_partition_statistics\(\)$/,
    commands: ['execute'],
    allowed: true,
    because: 'Dashboards read it; reading is a level that holds for tables alone.',
  },
  {
    database: 'dict_core',
    kind: 'routine',
    // Not those that work with their owner's rights.
    name: /^public\.(?!complete_claim\(|hold_claimed_entry\(|open_claim\()/,
    commands: ['execute'],
    allowed: true,
    because: 'Its procedures and trigger functions work with the rights of their caller, who needs some on the tables.',
  },
];

/** The exception that holds for a cell. */
export function exceptionTo({ role, object, command }: Cell): Exception | undefined {
  return EXCEPTIONS.find(
    ({ database = object.database, kind, name, commands, roles = [role] }) =>
      database === object.database &&
      kind === object.kind &&
      name.test(object.name) &&
      commands.includes(command) &&
      roles.includes(role),
  );
}
