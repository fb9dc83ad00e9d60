-- Databases have the declared owner and limit; only who is declared may connect. No database is ever dropped.
-- Reads desired_databases, desired_database_privileges, connects_everywhere, managed_databases, managed_roles.

select pg_temp.refuse(array(
  select format(
    'Database %I has locale %s and encoding %s; the profile says %s and UTF8, and neither can change in place. '
    'Say the locale that it has, or dump it and restore it into a database of another name.',
    held.datname, held.datcollate, pg_encoding_to_char(held.encoding), desired.locale
  )
  from desired_databases desired
  join pg_database held on held.datname = desired.name
  where pg_encoding_to_char(held.encoding) <> 'UTF8'
    or held.datlocprovider <> 'c'
    or lower(replace(held.datcollate, '-', '')) <> lower(replace(desired.locale, '-', ''))
    or lower(replace(held.datctype, '-', '')) <> lower(replace(desired.locale, '-', ''))
  order by held.datname
));

create temporary view database_changes as
  select desired.name, change
  from desired_databases desired
  join pg_database held on held.datname = desired.name
  cross join lateral (values
    (not held.datallowconn, 'allow_connections true'),
    (held.datconnlimit <> desired.connection_limit, format('connection limit %s', desired.connection_limit)),
    (pg_get_userbyid(held.datdba) <> desired.owner, format('owner to %I', desired.owner))
  ) changes (needed, change)
  where needed;

select pg_temp.run(array(
  select format('alter database %I %s', name, change) from database_changes order by name, change
));

create temporary view wanted_database_privileges as
  select database, role, privilege from desired_database_privileges
  union
  select database.datname, role.name, 'CONNECT'
  from pg_database database
  cross join connects_everywhere role
  where database.datallowconn and not database.datistemplate;

create temporary view held_database_privileges as
  select
    database.datname as database,
    database.datdba as owner,
    held.grantor,
    held.grantee,
    case when held.grantee = 0 then 'public' else quote_ident(pg_get_userbyid(held.grantee)) end as grantee_name,
    pg_get_userbyid(nullif(held.grantee, 0)) as role,
    held.privilege_type as privilege,
    held.is_grantable as grantable
  from pg_database database
  cross join lateral aclexplode(coalesce(database.datacl, acldefault('d', database.datdba))) held;

select pg_temp.run(array(
  select format('grant %s on database %I to %I', lower(wanted.privilege), wanted.database, wanted.role)
  from wanted_database_privileges wanted
  join pg_database database on database.datname = wanted.database
  where pg_get_userbyid(database.datdba) <> wanted.role
    and not exists (
      select from held_database_privileges held
      where (held.database, held.role, held.privilege) = (wanted.database, wanted.role, wanted.privilege)
    )
  order by wanted.database, wanted.role, wanted.privilege
));

create temporary view excess_database_privileges as
  select held.*, wanted.role is not null as wanted
  from held_database_privileges held
  left join wanted_database_privileges wanted
    on (wanted.database, wanted.role, wanted.privilege) = (held.database, held.role, held.privilege)
  where held.database in (select name from managed_databases)
    and (held.grantee = 0 or held.role in (select name from managed_roles))
    and held.grantee <> held.owner
    and (wanted.role is null or held.grantable);

select pg_temp.run(array(
  select pg_temp.as_grantor(grantor, owner, format(
    'revoke %s%s on database %I from %s cascade',
    case when wanted then 'grant option for ' else '' end, lower(privilege), database, grantee_name
  ))
  from excess_database_privileges
  order by database, grantee_name, privilege
));
