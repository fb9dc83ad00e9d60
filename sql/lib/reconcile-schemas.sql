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
