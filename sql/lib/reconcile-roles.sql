-- Roles exist, with exactly the declared attributes and memberships. No role is ever dropped.
-- Reads desired_roles, desired_memberships, managed_roles.

select pg_temp.run(array(
  select format('create role %I', name)
  from desired_roles
  where name not in (select rolname from pg_roles)
  order by name
));

create temporary view attribute_changes as
  select desired.name, case when attribute.wanted then attribute.keyword else 'no' || attribute.keyword end as change
  from desired_roles desired
  join pg_roles held on held.rolname = desired.name
  cross join lateral (values
    (held.rolsuper, false, 'superuser'),
    (held.rolreplication, desired.replication, 'replication'),
    (held.rolcanlogin, desired.login, 'login'),
    (held.rolinherit, desired.inherit, 'inherit'),
    (held.rolcreatedb, desired.create_database, 'createdb'),
    (held.rolcreaterole, desired.create_role, 'createrole'),
    (held.rolbypassrls, desired.bypass_row_security, 'bypassrls')
  ) attribute (held, wanted, keyword)
  where attribute.held <> attribute.wanted
  union all
  select desired.name, format('connection limit %s', desired.connection_limit)
  from desired_roles desired
  join pg_roles held on held.rolname = desired.name
  where held.rolconnlimit <> desired.connection_limit
  union all
  -- An expired password is refused like a wrong one, and no new password would help.
  select desired.name, 'valid until ''infinity'''
  from desired_roles desired
  join pg_roles held on held.rolname = desired.name
  where held.rolvaliduntil <> 'infinity';

select pg_temp.run(array(
  select format('alter role %I %s', name, string_agg(change, ' ' order by change))
  from attribute_changes
  group by name
  order by name
));

-- Since PostgreSQL 16 a membership has options of its own, and one row for each grantor; 15 has neither column.
create temporary view held_memberships as
  select
    member.rolname as role,
    granted.rolname as member_of,
    grantor.rolname as grantor,
    granted.rolsuper as of_superuser,
    membership.admin_option as admin,
    coalesce((to_jsonb(membership) ->> 'inherit_option')::boolean, member.rolinherit) as inherit,
    coalesce((to_jsonb(membership) ->> 'set_option')::boolean, true) as set
  from pg_auth_members membership
  join pg_roles member on member.oid = membership.member
  join pg_roles granted on granted.oid = membership.roleid
  left join pg_roles grantor on grantor.oid = membership.grantor
  where member.rolname in (select name from managed_roles);

create temporary view wanted_memberships as
  select membership.role, membership.member_of, role.inherit
  from desired_memberships membership
  join desired_roles role on role.name = membership.role;

-- A role that may create roles is given the administration of those that it made: that stays.
select pg_temp.run(array(
  select
    format('revoke %I from %I', held.member_of, held.role)
    || case
      when current_setting('server_version_num')::integer < 160000 or held.grantor is null then ''
      else format(' granted by %I cascade', held.grantor)
    end
  from held_memberships held
  join desired_roles role on role.name = held.role
  where not exists (
    select from wanted_memberships wanted
    where (wanted.role, wanted.member_of, wanted.inherit) = (held.role, held.member_of, held.inherit)
      and held.set and not held.admin
  )
  and not (
    role.create_role and not held.of_superuser
    and held.member_of not in (select name from managed_roles) and not starts_with(held.member_of, 'pg_')
  )
  order by held.role, held.member_of, held.grantor
));

select pg_temp.run(array(
  select
    format('grant %I to %I', wanted.member_of, wanted.role)
    || case
      when current_setting('server_version_num')::integer < 160000 then ''
      else format(' with admin false, inherit %s, set true', wanted.inherit::text)
    end
  from wanted_memberships wanted
  where not exists (
    select from held_memberships held where (held.role, held.member_of) = (wanted.role, wanted.member_of)
  )
  order by wanted.role, wanted.member_of
));
