-- The session parameters of roles and databases are exactly the declared ones.
-- Reads desired_settings, managed_settings: whose parameters are looked after, by kind and name.

-- `value` has one element, or those of a list. PostgreSQL keeps a list as quoted identifiers, any other value as it is
-- written.
create temporary view wanted_settings as
  select
    kind,
    name,
    parameter,
    case
      when list then
        (select string_agg(quote_ident(element), ', ' order by position)
         from unnest(value) with ordinality elements (element, position))
      else value[1]
    end as kept,
    (select string_agg(quote_literal(element), ', ' order by position)
     from unnest(value) with ordinality elements (element, position)) as written
  from desired_settings;

create temporary view held_settings as
  select
    case when kept.setrole = 0 then 'database' else 'role' end as kind,
    case when kept.setrole = 0 then database.datname else role.rolname end as name,
    case when kept.setrole <> 0 then database.datname end as in_database,
    split_part(setting, '=', 1) as parameter,
    substr(setting, strpos(setting, '=') + 1) as kept
  from pg_db_role_setting kept
  left join pg_roles role on role.oid = kept.setrole
  left join pg_database database on database.oid = kept.setdatabase
  cross join lateral unnest(kept.setconfig) setting;

select pg_temp.run(array(
  select
    format('alter %s %I', held.kind, held.name)
    || case when held.in_database is null then '' else format(' in database %I', held.in_database) end
    || format(' reset %I', held.parameter)
  from held_settings held
  where exists (select from managed_settings managed where (managed.kind, managed.name) = (held.kind, held.name))
    and (held.in_database is not null or not exists (
      select from wanted_settings wanted
      where (wanted.kind, wanted.name, lower(wanted.parameter)) = (held.kind, held.name, lower(held.parameter))
    ))
  order by held.kind, held.name, held.in_database, held.parameter
));

select pg_temp.run(array(
  select format('alter %s %I set %I to %s', wanted.kind, wanted.name, wanted.parameter, wanted.written)
  from wanted_settings wanted
  where not exists (
    select from held_settings held
    where held.in_database is null
      and (held.kind, held.name, lower(held.parameter), held.kept)
        = (wanted.kind, wanted.name, lower(wanted.parameter), wanted.kept)
  )
  order by wanted.kind, wanted.name, wanted.parameter
));
