-- Partitions by day or month for databases that declare them: a schema with settings, metadata and functions. Functions
-- are made in pg_temp first, so that only what differs is replaced. See docs/partitions.md.
-- Reads desired_partitions, partition_grants.

select pg_temp.refuse(array(
  select format(
    '%s belongs to %I, and the superuser makes the schema partitions for the platform alone. Rename or drop it, and '
    'run the job again.',
    held.target, pg_get_userbyid(held.owner)
  )
  from (
    select 'Schema partitions' as target, nspowner as owner from pg_namespace
    where nspname = 'partitions' and to_regclass('partitions.config') is null
    union all
    select format('Relation %s', class.oid::regclass), class.relowner
    from pg_class class
    join pg_namespace namespace on namespace.oid = class.relnamespace
    where namespace.nspname = 'partitions'
    union all
    select format('Function %s', proc.oid::regprocedure), proc.proowner
    from pg_proc proc
    join pg_namespace namespace on namespace.oid = proc.pronamespace
    where namespace.nspname = 'partitions'
  ) held
  where not (select rolsuper from pg_roles where oid = held.owner)
  order by held.target
));

select pg_temp.run(array(
  select 'create schema partitions' where 'partitions' not in (select nspname from pg_namespace)
));

select pg_temp.run(array(
  select format('alter schema partitions owner to %I', current_user)
  from pg_namespace
  where nspname = 'partitions' and pg_get_userbyid(nspowner) <> current_user
));

select pg_temp.run(array(
  select $statement$
    create table partitions.config (
      table_schema text not null,
      table_name text not null,
      unit text not null check (unit in ('day', 'month')),
      premake integer not null check (premake >= 1),
      retention integer check (retention >= 1),
      retire text not null check (retire in ('drop', 'detach')),
      partition_schema text not null,
      time_zone text not null,
      maintained boolean not null default true,
      primary key (table_schema, table_name)
    )
  $statement$
  where to_regclass('partitions.config') is null
));

select pg_temp.run(array(
  select $statement$
    create table partitions.metadata (
      id bigint generated always as identity primary key,
      table_schema text not null,
      table_name text not null,
      partition_schema text not null,
      partition_name text not null,
      partition_start timestamptz not null,
      partition_end timestamptz not null,
      created_at timestamptz,
      moved_rows bigint not null default 0,
      retired_at timestamptz,
      retired_by text check (retired_by in ('drop', 'detach', 'hand')),
      check ((retired_at is null) = (retired_by is null))
    )
  $statement$
  where to_regclass('partitions.metadata') is null
));

select pg_temp.run(array(
  select 'create unique index metadata_attached_key on partitions.metadata '
    '(partition_schema, partition_name) where retired_at is null'
  where to_regclass('partitions.metadata_attached_key') is null
));

-- Bodies name functions of the library that may not be there yet.
set local check_function_bodies = off;
\ir partitions-calendar.sql
\ir partitions-settings.sql
\ir partitions-locks.sql
\ir partitions-create.sql
\ir partitions-retire.sql
\ir partitions-maintain.sql
\ir partitions-reports.sql
\ir partitions-install.sql
set local check_function_bodies = on;
