-- Schemas exist with their owners, extensions exist. No schema, extension or table is ever dropped.
-- Reads desired_schemas, desired_extensions.

select pg_temp.run(array(
  select format('create schema %I authorization %I', name, owner)
  from desired_schemas
  where name not in (select nspname from pg_namespace)
  order by name
));

select pg_temp.run(array(
  select format('alter schema %I owner to %I', desired.name, desired.owner)
  from desired_schemas desired
  join pg_namespace held on held.nspname = desired.name
  where pg_get_userbyid(held.nspowner) <> desired.owner
  order by desired.name
));

-- Whoever owned the schema before could have put functions and triggers there, which the extension's own scripts would
-- run as the superuser.
select pg_temp.refuse(array(
  select distinct format(
    '%s belongs to %I, and the superuser makes the schema %I for the extension %s alone. Rename or drop it, and run '
    'the job again.',
    held.target, pg_get_userbyid(held.owner), desired.schema, desired.name
  )
  from desired_extensions desired
  join (
    select nspname as schema, format('Schema %I', nspname) as target, nspowner as owner from pg_namespace
    union all
    select relnamespace::regnamespace::text, format('Relation %s', oid::regclass), relowner from pg_class
    union all
    select pronamespace::regnamespace::text, format('Function %s', oid::regprocedure), proowner from pg_proc
  ) held on held.schema = desired.schema
  where desired.name not in (select extname from pg_extension) and desired.schema <> 'public'
    and not (select rolsuper from pg_roles where oid = held.owner)
));

select pg_temp.run(array(
  select distinct format('create schema %I', schema)
  from desired_extensions
  where name not in (select extname from pg_extension) and schema not in (select nspname from pg_namespace)
));

select pg_temp.run(array(
  select format('create extension %I with schema %I', name, schema)
  from desired_extensions
  where name not in (select extname from pg_extension)
  order by name
));
