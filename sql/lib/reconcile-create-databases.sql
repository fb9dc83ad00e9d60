-- Databases exist. CREATE DATABASE runs in no transaction, hence apart from the rest.
-- Reads desired_databases.

create temporary view missing_databases as
  select
    format(
      'create database %I owner %I template template0 encoding ''UTF8'' locale_provider libc locale %L',
      name, owner, locale
    ) as statement
  from desired_databases
  where name not in (select datname from pg_database)
  order by name;

select pg_temp.say(array(select statement from missing_databases));
select statement from missing_databases \gexec
