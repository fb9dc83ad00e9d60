/** What lacks a comment, and times without zone: in every schema that is not the platform's or an extension's. */
export const UNDOCUMENTED = `
  with own as (
    select oid, nspname from pg_namespace
    where nspname !~ '^pg_' and nspname not in ('information_schema', 'migrations', 'partitions', 'pgbouncer')
  ), members as (
    select classid, objid from pg_depend where deptype = 'e'
  )
  select 'comment on schema ' || nspname as missing from own where obj_description(oid, 'pg_namespace') is null
  union all
  select 'comment on ' || pg_class.oid::regclass from pg_class join own on own.oid = relnamespace
  where relkind in ('r', 'p', 'v') and obj_description(pg_class.oid, 'pg_class') is null
    and ('pg_class'::regclass, pg_class.oid) not in (select classid, objid from members)
  union all
  select 'comment on ' || pg_proc.oid::regprocedure from pg_proc join own on own.oid = pronamespace
  where obj_description(pg_proc.oid, 'pg_proc') is null
    and ('pg_proc'::regclass, pg_proc.oid) not in (select classid, objid from members)
  union all
  select attrelid::regclass || '.' || attname || ' has no time zone'
  from pg_attribute join pg_class on pg_class.oid = attrelid join own on own.oid = relnamespace
  where relkind in ('r', 'p') and attnum > 0 and atttypid = 'timestamp'::regtype`;
