-- The same levels for objects that are made later by those who make objects in a schema: its owner, and roles with the
-- level `create`. Reads desired_schemas, desired_access, desired_creators, managed_roles, wanted_privileges.

create temporary view default_kinds as
  select * from (values ('r', 'table', 'tables'), ('S', 'sequence', 'sequences'), ('f', 'routine', 'routines'))
    kinds (code, kind, plural);

create temporary view wanted_defaults as
  select creator.role as creator, wanted.schema, kinds.code, kinds.plural, wanted.role, wanted.privilege
  from wanted_privileges wanted
  join default_kinds kinds on kinds.kind = wanted.kind
  join desired_creators creator on creator.schema = wanted.schema
  where not wanted.on_extension and creator.role <> wanted.role;

-- Without a schema they hold for every schema of the database.
create temporary view held_defaults as
  select pg_get_userbyid(entry.defaclrole) as creator, namespace.nspname as schema, kinds.code, kinds.plural,
    held.grantee, pg_get_userbyid(nullif(held.grantee, 0)) as role,
    case when held.grantee = 0 then 'public' else quote_ident(pg_get_userbyid(held.grantee)) end as grantee_name,
    held.privilege_type as privilege, held.is_grantable as grantable
  from pg_default_acl entry
  join default_kinds kinds on kinds.code = entry.defaclobjtype::text
  left join pg_namespace namespace on namespace.oid = entry.defaclnamespace
  cross join lateral aclexplode(entry.defaclacl) held
  where held.grantee <> entry.defaclrole;

create temporary view excess_defaults as
  select held.*, wanted.role is not null as wanted
  from held_defaults held
  left join desired_schemas schema on schema.name = held.schema
  left join wanted_defaults wanted
    on (wanted.creator, wanted.schema, wanted.code, wanted.role, wanted.privilege)
      = (held.creator, held.schema, held.code, held.role, held.privilege)
  where (held.schema is null or schema.name is not null)
    and (
      (held.role in (select name from managed_roles) and held.role is distinct from schema.holder)
      or (held.grantee = 0 and held.code <> 'f')
    )
    and (wanted.role is null or held.grantable);

select pg_temp.run(array(
  select format(
    'alter default privileges for role %I%s revoke %s%s on %s from %s',
    creator, case when schema is null then '' else format(' in schema %I', schema) end,
    case when wanted then 'grant option for ' else '' end, lower(privilege), plural, grantee_name
  )
  from excess_defaults
  order by creator, schema, plural, grantee_name, privilege
));

select pg_temp.run(array(
  select format(
    'alter default privileges for role %I in schema %I grant %s on %s to %I',
    wanted.creator, wanted.schema, string_agg(lower(wanted.privilege), ', ' order by wanted.privilege),
    wanted.plural, wanted.role
  )
  from wanted_defaults wanted
  where not exists (
    select from held_defaults held
    where (held.creator, held.schema, held.code, held.role, held.privilege)
      = (wanted.creator, wanted.schema, wanted.code, wanted.role, wanted.privilege)
  )
  group by wanted.creator, wanted.schema, wanted.plural, wanted.role
  order by wanted.creator, wanted.schema, wanted.plural, wanted.role
));
