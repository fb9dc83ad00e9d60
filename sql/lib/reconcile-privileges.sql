-- What roles may do in schemas, for the objects that exist: what their level gives, and nothing above it.
-- Reads desired_schemas, desired_access, managed_roles.

create temporary table level_privileges (level text, kind text, privilege text);
insert into level_privileges values
  ('read', 'schema', 'USAGE'),
  ('read', 'table', 'SELECT'),
  ('read', 'sequence', 'SELECT'),
  ('write', 'schema', 'USAGE'),
  ('write', 'table', 'SELECT'),
  ('write', 'table', 'INSERT'),
  ('write', 'table', 'UPDATE'),
  ('write', 'table', 'DELETE'),
  ('write', 'sequence', 'USAGE'),
  ('write', 'sequence', 'SELECT'),
  ('write', 'routine', 'EXECUTE'),
  -- What pg_partman's manual grants to roles without superuser rights: it makes template tables in its own schema.
  ('pg_partman', 'schema', 'USAGE'),
  ('pg_partman', 'schema', 'CREATE'),
  ('pg_partman', 'table', 'SELECT'),
  ('pg_partman', 'table', 'INSERT'),
  ('pg_partman', 'table', 'UPDATE'),
  ('pg_partman', 'table', 'DELETE'),
  ('pg_partman', 'table', 'TRUNCATE'),
  ('pg_partman', 'table', 'REFERENCES'),
  ('pg_partman', 'table', 'TRIGGER'),
  ('pg_partman', 'sequence', 'USAGE'),
  ('pg_partman', 'sequence', 'SELECT'),
  ('pg_partman', 'routine', 'EXECUTE'),
  ('pg_cron', 'schema', 'USAGE');
insert into level_privileges
  select 'create', kind, privilege from level_privileges where level = 'write'
  union all
  select 'create', 'schema', 'CREATE';

create temporary view extension_levels as
  select distinct level from level_privileges where level not in ('read', 'write', 'create');

create temporary view wanted_privileges as
  select access.schema, access.role, wanted.kind, wanted.privilege,
    access.level in (table extension_levels) as on_extension
  from desired_access access
  join level_privileges wanted on wanted.level = access.level;

create temporary view extension_members as
  select classid, objid from pg_depend where deptype = 'e';

create temporary view objects as
  select 'schema' as kind, namespace.nspname as schema, format('schema %I', namespace.nspname) as target,
    null::text as column_name, namespace.nspowner as owner,
    coalesce(namespace.nspacl, acldefault('n', namespace.nspowner)) as acl,
    exists (
      select from extension_members where (classid, objid) = ('pg_namespace'::regclass, namespace.oid)
    ) as of_extension
  from pg_namespace namespace
  union all
  select kind, namespace.nspname, format('%s %I.%I', kind, namespace.nspname, class.relname),
    null, class.relowner, coalesce(class.relacl, acldefault(acl_code, class.relowner)),
    exists (select from extension_members where (classid, objid) = ('pg_class'::regclass, class.oid))
  from pg_class class
  join pg_namespace namespace on namespace.oid = class.relnamespace
  cross join lateral (
    select case when class.relkind = 'S' then 'sequence' else 'table' end,
      case when class.relkind = 'S' then 's' else 'r' end::"char"
  ) kinds (kind, acl_code)
  where class.relkind in ('r', 'p', 'v', 'm', 'f', 'S')
  union all
  select 'table', namespace.nspname, format('table %I.%I', namespace.nspname, class.relname),
    attribute.attname, class.relowner, attribute.attacl,
    exists (select from extension_members where (classid, objid) = ('pg_class'::regclass, class.oid))
  from pg_attribute attribute
  join pg_class class on class.oid = attribute.attrelid
  join pg_namespace namespace on namespace.oid = class.relnamespace
  where attribute.attacl is not null
  union all
  -- The search path holds pg_catalog alone, so that every other schema is written out.
  select 'routine', namespace.nspname, format('routine %s', proc.oid::regprocedure),
    null, proc.proowner, coalesce(proc.proacl, acldefault('f', proc.proowner)),
    exists (select from extension_members where (classid, objid) = ('pg_proc'::regclass, proc.oid))
  from pg_proc proc
  join pg_namespace namespace on namespace.oid = proc.pronamespace;

create temporary view held_privileges as
  select objects.kind, objects.schema, objects.target, objects.column_name, objects.owner, objects.of_extension,
    held.grantor, held.grantee,
    case when held.grantee = 0 then 'public' else quote_ident(pg_get_userbyid(held.grantee)) end as grantee_name,
    pg_get_userbyid(nullif(held.grantee, 0)) as role,
    held.privilege_type as privilege, held.is_grantable as grantable
  from objects
  cross join lateral aclexplode(objects.acl) held;

-- Above the level: revoked from declared roles, and from PUBLIC, which would give it to all of them. Left alone are
-- what extensions made, what a schema's owner holds in it, the use of `public` (extensions live there), and PUBLIC's
-- right to call functions: without it views and policies that call one would fail.
create temporary view excess_privileges as
  select held.*, wanted.role is not null as wanted
  from held_privileges held
  join desired_schemas schema on schema.name = held.schema
  left join wanted_privileges wanted
    on (wanted.schema, wanted.role, wanted.kind, wanted.privilege) = (held.schema, held.role, held.kind, held.privilege)
  where not held.of_extension
    and held.grantee <> held.owner
    and (
      (held.role in (select name from managed_roles) and held.role <> schema.holder)
      or (held.grantee = 0 and held.kind <> 'routine'
          and (held.schema, held.kind, held.privilege) <> ('public', 'schema', 'USAGE'))
    )
    and (wanted.role is null or held.grantable);

select pg_temp.run(array(
  select pg_temp.as_grantor(grantor, owner, format(
    'revoke %s%s%s on %s from %s cascade',
    case when wanted then 'grant option for ' else '' end,
    lower(privilege), case when column_name is null then '' else format(' (%I)', column_name) end, target, grantee_name
  ))
  from excess_privileges
  order by target, column_name nulls first, grantee_name, privilege
));

select pg_temp.run(array(
  select format(
    'grant %s on %s to %I',
    string_agg(lower(wanted.privilege), ', ' order by wanted.privilege), object.target, wanted.role
  )
  from objects object
  join wanted_privileges wanted on (wanted.schema, wanted.kind) = (object.schema, object.kind)
  where object.column_name is null
    and pg_get_userbyid(object.owner) <> wanted.role
    and case
      when wanted.on_extension then object.of_extension or object.kind = 'schema'
      else not object.of_extension
    end
    and not exists (
      select from aclexplode(object.acl) held
      where held.privilege_type = wanted.privilege
        and (pg_get_userbyid(held.grantee) = wanted.role or (held.grantee = 0 and wanted.on_extension))
    )
  group by object.kind, object.target, wanted.role
  order by array_position(array['schema', 'table', 'sequence', 'routine'], object.kind), object.target, wanted.role
));
