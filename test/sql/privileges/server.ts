import type { Client } from 'pg';
import { type Answer, type Cell, commandsOn, type DatabaseObject } from './cells';

/**
 * What a database holds beside PostgreSQL's own and what extensions brought: partitions too, by their own names.
 *
 * @param superuser a session in that database
 */
export async function readObjects(superuser: Client, database: string): Promise<DatabaseObject[]> {
  const { rows } = await superuser.query<DatabaseObject>(OBJECTS);
  return [{ database, kind: 'database', schema: '', name: database }, ...rows.map((row) => ({ ...row, database }))];
}

/** Who owns them, by the name of kind and object. */
export async function readOwners(superuser: Client): Promise<ReadonlyMap<string, string>> {
  const { rows } = await superuser.query<{ kind: string; name: string; owner: string }>(OBJECTS);
  return new Map(rows.map(({ kind, name, owner }) => [`${kind} ${name}`, owner]));
}

/** The server's answer for each role, object and command of one database. */
export async function askPrivileges(
  superuser: Client,
  objects: readonly DatabaseObject[],
  roles: readonly string[],
  major: number,
): Promise<Answer[]> {
  const cells: Cell[] = objects.flatMap((object) =>
    roles.flatMap((role) => commandsOn(object.kind, major).map((command) => ({ role, object, command }))),
  );
  const { rows } = await superuser.query<{ allowed: boolean }>(ASK, [
    cells.map(({ role }) => role),
    cells.map(({ object }) => object.kind),
    cells.map(({ object }) => object.name),
    cells.map(({ command }) => command),
  ]);
  return cells.map((cell, index) => ({ ...cell, allowed: rows[index]?.allowed ?? false }));
}

/** Rights that the matrix does not ask for, since nobody shall have them: on columns, or with the right to grant. */
export async function readOddGrants(superuser: Client): Promise<string[]> {
  const { rows } = await superuser.query<{ line: string }>(ODD_GRANTS);
  return rows.map(({ line }) => line);
}

/** Routines that run with the rights of their owner, and that everybody may call. */
export async function readOpenDefiners(superuser: Client): Promise<string[]> {
  const { rows } = await superuser.query<{ name: string }>(OPEN_DEFINERS);
  return rows.map(({ name }) => name);
}

const OWN_SCHEMAS = `
  select oid, nspname, nspowner, nspacl from pg_namespace
  where nspname !~ '^pg_' and nspname <> 'information_schema'
    and not exists (select from pg_depend where classid = 'pg_namespace'::regclass and objid = oid and deptype = 'e')`;

const MEMBERS = "select classid, objid from pg_depend where deptype = 'e'";

const OBJECTS = `
  with own as (${OWN_SCHEMAS}), members as (${MEMBERS})
  select 'schema' as kind, nspname as schema, quote_ident(nspname) as name,
    pg_get_userbyid(case when nspname = 'public' then (
      select datdba from pg_database where datname = current_database()
    ) else nspowner end) as owner
  from own
  union all
  select case relkind when 'S' then 'sequence' when 'v' then 'view' when 'm' then 'view' else 'table' end, nspname,
    format('%I.%I', nspname, relname), pg_get_userbyid(relowner)
  from pg_class join own on own.oid = relnamespace
  where relkind in ('r', 'p', 'v', 'm', 'f', 'S')
    and ('pg_class'::regclass, pg_class.oid) not in (select classid, objid from members)
  union all
  select 'routine', nspname,
    format('%I.%I(%s)', nspname, proname, oidvectortypes(proargtypes)), pg_get_userbyid(proowner)
  from pg_proc join own on own.oid = pronamespace
  where ('pg_proc'::regclass, pg_proc.oid) not in (select classid, objid from members)
  order by 1, 3`;

const ASK = `
  with own as (${OWN_SCHEMAS}),
  routines as (
    select format('%I.%I(%s)', nspname, proname, oidvectortypes(proargtypes)) as name,
      pg_proc.oid as routine
    from pg_proc join own on own.oid = pronamespace
  )
  select case cell.kind
    when 'database' then has_database_privilege(cell.role, cell.name, cell.command)
    when 'schema' then has_schema_privilege(cell.role, (parse_ident(cell.name))[1], cell.command)
    when 'sequence' then has_sequence_privilege(cell.role, cell.name, cell.command)
    when 'routine' then has_function_privilege(cell.role, routines.routine, cell.command)
    else has_table_privilege(cell.role, cell.name, cell.command)
  end as allowed
  from unnest($1::text[], $2::text[], $3::text[], $4::text[]) with ordinality
    as cell (role, kind, name, command, position)
  left join routines on cell.kind = 'routine' and routines.name = cell.name
  order by cell.position`;

const ODD_GRANTS = `
  with own as (${OWN_SCHEMAS}), members as (${MEMBERS}),
  granted as (
    select 'column ' || attname || ' of ' || pg_class.oid::regclass::text as target, attacl as acl, relowner as owner,
      true as odd
    from pg_attribute join pg_class on pg_class.oid = attrelid join own on own.oid = relnamespace
    where attacl is not null and ('pg_class'::regclass, pg_class.oid) not in (select classid, objid from members)
    union all
    select pg_class.oid::regclass::text, relacl, relowner, false from pg_class join own on own.oid = relnamespace
    union all
    select pg_proc.oid::regprocedure::text, proacl, proowner, false from pg_proc join own on own.oid = pronamespace
    union all
    select nspname, nspacl, nspowner, false from own
    union all
    select datname, datacl, datdba, false from pg_database where datname = current_database()
  )
  select format('%s on %s to %s', privilege_type, target, grantee::regrole) as line
  from granted cross join lateral aclexplode(acl)
  where grantee <> owner and (odd or is_grantable)
  order by 1`;

const OPEN_DEFINERS = `
  with own as (${OWN_SCHEMAS}), members as (${MEMBERS})
  select pg_proc.oid::regprocedure::text as name
  from pg_proc join own on own.oid = pronamespace
  where prosecdef and has_function_privilege('public', pg_proc.oid, 'execute')
    and ('pg_proc'::regclass, pg_proc.oid) not in (select classid, objid from members)
  order by 1`;
