-- The functions of pg_temp that fix their search path are the library: those in the schema become the same. Then who
-- may call them, and what is declared. Reads desired_partitions, partition_grants.

create temporary view library_functions as
  select proc.oid, proc.proname as name, proc.proargtypes as arguments, oidvectortypes(proc.proargtypes) as types,
    regexp_replace(pg_get_functiondef(proc.oid), '^(CREATE OR REPLACE FUNCTION) [^.]+', '\1 partitions') as definition,
    obj_description(proc.oid, 'pg_proc') as comment, pg_get_function_result(proc.oid) as result,
    coalesce(proc.proargnames::text, '') as names
  from pg_proc proc
  where proc.pronamespace = pg_my_temp_schema() and 'search_path=pg_catalog, pg_temp' = any (proc.proconfig);

create temporary view installed_functions as
  select proc.oid, proc.proname as name, proc.proargtypes as arguments, pg_get_userbyid(proc.proowner) as owner,
    pg_get_functiondef(proc.oid) as definition, obj_description(proc.oid, 'pg_proc') as comment,
    pg_get_function_result(proc.oid) as result, coalesce(proc.proargnames::text, '') as names
  from pg_proc proc
  join pg_namespace namespace on namespace.oid = proc.pronamespace
  where namespace.nspname = 'partitions' and proc.prokind = 'f';

-- CREATE OR REPLACE keeps results and names of arguments. What an older library had under a name is in the way of a
-- call that leaves arguments out.
select pg_temp.run(array(
  select format('drop function partitions.%I(%s)', held.name, oidvectortypes(held.arguments))
  from installed_functions held
  where held.name in (select name from library_functions)
    and not exists (
      select from library_functions wanted
      where (wanted.name, wanted.arguments, wanted.result, wanted.names)
        = (held.name, held.arguments, held.result, held.names)
    )
  order by held.name
));

create temporary table changed_functions as
  select wanted.name, wanted.types, wanted.definition
  from library_functions wanted
  where not exists (
    select from installed_functions held
    where (held.name, held.arguments, held.definition) = (wanted.name, wanted.arguments, wanted.definition)
  );

do $$
declare
  changed record;
begin
  for changed in select * from pg_temp.changed_functions order by name loop
    execute changed.definition;
    raise notice 'create or replace function partitions.%(%)', changed.name, changed.types;
  end loop;
end
$$;

select pg_temp.run(array(
  select format('alter function partitions.%I(%s) owner to %I', name, oidvectortypes(arguments), current_user)
  from installed_functions
  where owner <> current_user
  order by name
));

create temporary view wanted_comments as
  select 'schema partitions' as target, obj_description(oid, 'pg_namespace') as held,
    'Partitions by day or month, and what looks after them.' as wanted
  from pg_namespace where nspname = 'partitions'
  union all
  select 'table partitions.config', obj_description('partitions.config'::regclass, 'pg_class'),
    'What the profile declares. A table that it declares no longer is not maintained, and keeps its partitions.'
  union all
  select 'table partitions.metadata', obj_description('partitions.metadata'::regclass, 'pg_class'),
    'Each partition that there is or was: its range, when it was made, how many rows came from the default partition, '
    'and when and how it went. Written with the change itself; nothing is decided by it.'
  union all
  select format('function partitions.%I(%s)', wanted.name, wanted.types), held.comment, wanted.comment
  from library_functions wanted
  join installed_functions held on (held.name, held.arguments) = (wanted.name, wanted.arguments);

select pg_temp.run(array(
  select format('comment on %s is %L', target, wanted) from wanted_comments where held is distinct from wanted
  order by target
));

create temporary view partition_objects as
  select 'schema' as kind, 'schema partitions' as target, 'partitions' as name, nspowner as owner,
    coalesce(nspacl, acldefault('n', nspowner)) as acl
  from pg_namespace where nspname = 'partitions'
  union all
  select 'table', format('table partitions.%I', class.relname), class.relname, class.relowner,
    coalesce(class.relacl, acldefault('r', class.relowner))
  from pg_class class
  where class.relnamespace = 'partitions'::regnamespace and class.relkind = 'r'
  union all
  select 'function', format('function %s', proc.oid::regprocedure), proc.proname, proc.proowner,
    coalesce(proc.proacl, acldefault('f', proc.proowner))
  from pg_proc proc
  where proc.pronamespace = 'partitions'::regnamespace;

-- `reports` reads the catalog alone; `maintains` changes tables too, by the rights that it has on them.
create temporary view wanted_partition_grants as
  select object.target, grants.role, privilege
  from partition_objects object
  join (values
    ('reports', 'schema', 'partitions', 'usage'),
    ('reports', 'table', 'config', 'select'),
    ('reports', 'function', 'horizon', 'execute'),
    ('reports', 'function', 'covered_until', 'execute'),
    ('reports', 'function', 'day_at', 'execute'),
    ('reports', 'function', 'facts', 'execute'),
    ('reports', 'function', 'free_ranges', 'execute'),
    ('reports', 'function', 'interval_start', 'execute'),
    ('reports', 'function', 'midnight', 'execute'),
    ('reports', 'function', 'ranges', 'execute'),
    ('reports', 'function', 'tables', 'execute'),
    ('maintains', 'schema', 'partitions', 'usage'),
    ('maintains', 'table', 'config', 'select'),
    ('maintains', 'table', 'metadata', 'select'),
    ('maintains', 'table', 'metadata', 'insert'),
    ('maintains', 'table', 'metadata', 'update'),
    ('maintains', 'function', null, 'execute')
  ) levels (level, kind, name, privilege)
    on levels.kind = object.kind and coalesce(levels.name, object.name) = object.name
  join partition_grants grants on grants.level = levels.level
  where object.name <> 'configure';

create temporary view held_partition_grants as
  select object.target, object.owner, held.grantor, held.grantee, pg_get_userbyid(nullif(held.grantee, 0)) as role,
    lower(held.privilege_type) as privilege, held.is_grantable as grantable
  from partition_objects object
  cross join lateral aclexplode(object.acl) held
  where held.grantee <> object.owner;

select pg_temp.run(array(
  select pg_temp.as_grantor(grantor, owner, format(
    'revoke %s on %s from %s cascade', string_agg(privilege, ', ' order by privilege), target,
    case when grantee = 0 then 'public' else quote_ident(role) end
  ))
  from held_partition_grants held
  where held.grantable or not exists (
    select from wanted_partition_grants wanted
    where (wanted.target, wanted.role, wanted.privilege) = (held.target, held.role, held.privilege)
  )
  group by target, grantor, owner, grantee, role
  order by target, role
));

select pg_temp.run(array(
  select format('grant %s on %s to %I', string_agg(privilege, ', ' order by privilege), target, role)
  from wanted_partition_grants wanted
  where not exists (
    select from held_partition_grants held
    where (wanted.target, wanted.role, wanted.privilege) = (held.target, held.role, held.privilege)
  )
  group by target, role
  order by target, role
));

select pg_temp.run(array(
  select format(
    'select partitions.configure(%L, %L, %L, %s, %s, %L, %L, %L)', table_schema, table_name, unit, premake,
    coalesce(retention::text, 'null'), retire, partition_schema, time_zone
  )
  from (select *, true as maintained from desired_partitions except select * from partitions.config) changed
  order by table_schema, table_name
));

\ir partitions-undeclared.sql
