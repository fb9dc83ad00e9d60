-- How PgBouncer learns a role's SCRAM secret: one function, which the lookup role alone may call, and which that role
-- needs nothing else for. Superusers, replication and the platform's own roles are never given out.
-- Reads lookup_role, hidden_roles. See https://www.pgbouncer.org/config.html#auth_query

select pg_temp.run(array(
  select 'create schema pgbouncer' where 'pgbouncer' not in (select nspname from pg_namespace)
));

select pg_temp.run(array(
  select format('alter schema pgbouncer owner to %I', current_user)
  from pg_namespace
  where nspname = 'pgbouncer' and pg_get_userbyid(nspowner) <> current_user
));

create temporary view lookup_body as
  select format(
    $body$
select role.rolname::text, role.rolpassword
from pg_catalog.pg_authid role
where role.rolname = $1
  and role.rolcanlogin and not role.rolsuper and not role.rolreplication
  and role.rolpassword like 'SCRAM-SHA-256$%%'
  and (role.rolvaliduntil is null or role.rolvaliduntil > pg_catalog.now())
  and role.rolname <> all (array[%s]::name[])
$body$,
    (select string_agg(quote_literal(name), ', ' order by name) from hidden_roles)
  ) as body;

create temporary view lookup_functions as
  select proc.* from pg_proc proc where proc.oid = to_regprocedure('pgbouncer.user_lookup(text)');

select pg_temp.run(array(
  select format(
    'create or replace function pgbouncer.user_lookup(user_name text) returns table (name text, secret text) '
    'language sql stable strict security definer rows 1 set search_path = pg_catalog, pg_temp as %L',
    body
  )
  from lookup_body
  where not exists (
    select from lookup_functions
    where prosrc = body and prosecdef and proisstrict and provolatile = 's'
      and proconfig = array['search_path=pg_catalog, pg_temp']
  )
));

select pg_temp.run(array(
  select format('alter function pgbouncer.user_lookup(text) owner to %I', current_user)
  from lookup_functions
  where pg_get_userbyid(proowner) <> current_user
));

create temporary view lookup_objects as
  select 'usage' as privilege, 'schema pgbouncer' as target, nspowner as owner,
    coalesce(nspacl, acldefault('n', nspowner)) as acl
  from pg_namespace
  where nspname = 'pgbouncer'
  union all
  select 'execute', 'function pgbouncer.user_lookup(text)', proowner, coalesce(proacl, acldefault('f', proowner))
  from lookup_functions;

select pg_temp.run(array(
  select distinct format(
    'revoke all on %s from %s cascade',
    target, case when held.grantee = 0 then 'public' else quote_ident(pg_get_userbyid(held.grantee)) end
  )
  from lookup_objects
  cross join lateral aclexplode(acl) held
  where held.grantee <> owner
    and (
      pg_get_userbyid(nullif(held.grantee, 0)) is distinct from (select name from lookup_role)
      or lower(held.privilege_type) <> privilege
      or held.is_grantable
    )
));

select pg_temp.run(array(
  select format('grant %s on %s to %I', privilege, target, role.name)
  from lookup_objects
  cross join lookup_role role
  where not exists (
    select from aclexplode(acl) held
    where pg_get_userbyid(nullif(held.grantee, 0)) = role.name and lower(held.privilege_type) = privilege
  )
));

select pg_temp.run(array(
  select 'comment on function pgbouncer.user_lookup(text) is ''The SCRAM secret of a role that pools may log in as.'''
  where (select obj_description(oid, 'pg_proc') is null from lookup_functions)
));
