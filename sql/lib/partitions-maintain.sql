-- What there is to do for a table, and the doing of it.

create function pg_temp.plan(parent regclass, at timestamptz default now())
returns table (action text, day date, partition regclass)
language plpgsql stable set search_path = pg_catalog, pg_temp set row_security = off as $function$
#variable_conflict use_column
declare
  facts record;
  today date := partitions.day_at(parent, at);
  kept_from timestamptz := partitions.kept_from(parent, at);
  days date[];
  late date[];
begin
  select * into facts from partitions.facts(parent);
  if not isfinite(at) then
    raise exception 'Partitions cannot be maintained as of %.', at using errcode = 'invalid_parameter_value';
  end if;
  days := array(
    select partitions.interval_start(facts.unit, today, ahead) from generate_series(0, facts.premake) ahead
  );
  -- Late rows get the partition that they lack, as long as it would not be retired at once. Those of the far future
  -- wait for their time.
  if facts.default_partition is not null then
    execute format(
      'select array_agg(distinct date_trunc(%1$L, %2$s)::date) from %3$s '
      'where %4$I >= %5$s and %4$I < %6$s and isfinite(%4$I)',
      facts.unit,
      case facts.key_type when 'timestamptz' then format('%I at time zone %L', facts.key_column, facts.bound_zone)
        else format('%I::timestamp', facts.key_column) end,
      facts.default_partition, facts.key_column,
      case when isfinite(kept_from) then partitions.key_literal(kept_from, facts.key_type) else '''-infinity''' end,
      partitions.key_literal(partitions.midnight(today, facts.bound_zone), facts.key_type)
    ) into late;
  end if;
  return query
    select 'create', free.day, null::regclass
    from partitions.free_ranges(parent, facts.unit, facts.bound_zone, days || coalesce(late, '{}')) free
    where free.range_end > kept_from
    order by free.day;
  return query
    select 'retire', null::date, held.partition
    from partitions.ranges(parent) held
    where held.range_end <= kept_from
    order by held.range_start;
end
$function$;
comment on function pg_temp.plan(regclass, timestamptz) is
  'The steps that maintenance of a table would take now, each of which may be a transaction of its own.';

create function pg_temp.take_step(
  parent regclass, step text, day date, partition regclass, at timestamptz default now()
) returns table (action text, partition_name text, details text)
language plpgsql set search_path = pg_catalog, pg_temp as $function$
#variable_conflict use_column
declare
  facts record;
  name text;
  made regclass;
begin
  perform partitions.lock_maintenance(parent);
  select * into facts from partitions.facts(parent);
  if step = 'create' then
    made := partitions.make(parent, day, at);
    return query
      select 'created', held.partition_name, format(
        '%s to %s%s', held.partition_start, held.partition_end,
        case when held.moved_rows > 0 then format(', with %s rows of the default one', held.moved_rows) else '' end
      )
      from partitions.metadata held
      join pg_class class on class.relname = held.partition_name
      where class.oid = made and held.partition_schema = facts.partition_schema and held.retired_at is null;
  else
    select relname into name from pg_class where oid = partition;
    if name is null or not partitions.retire_partition(parent, partition, at) then
      return;
    end if;
    return query select 'retired', name, case facts.retire when 'drop' then 'dropped' else 'detached' end;
  end if;
end
$function$;
comment on function pg_temp.take_step(regclass, text, date, regclass, timestamptz) is
  'Takes a step of the plan; no row where another session has taken it meanwhile.';

create function pg_temp.maintain(parent regclass, at timestamptz default now())
returns table (action text, table_schema text, table_name text, partition_name text, details text)
language plpgsql set search_path = pg_catalog, pg_temp as $function$
#variable_conflict use_column
declare
  facts record;
  step record;
begin
  perform partitions.lock_maintenance(parent);
  select * into facts from partitions.facts(parent);
  return query
    select synced.action, facts.table_schema, facts.table_name, synced.partition_name, 'by hand'
    from partitions.sync_metadata(parent, at) synced;
  for step in select * from partitions.plan(parent, at) loop
    begin
      return query
        select taken.action, facts.table_schema, facts.table_name, taken.partition_name, taken.details
        from partitions.take_step(parent, step.action, step.day, step.partition, at) taken;
    exception when others then
      -- What failed does not keep the others from being done.
      raise warning '%: %', parent, sqlerrm;
      return query
        select 'failed', facts.table_schema, facts.table_name,
          coalesce(
            (select relname::text from pg_class where oid = step.partition),
            facts.table_name || partitions.suffix(facts.unit, step.day)
          ),
          sqlerrm;
      -- The others would wait as long, one after the other.
      exit when sqlstate = '55P03';
    end;
  end loop;
end
$function$;
comment on function pg_temp.maintain(regclass, timestamptz) is
  'Creates the partitions that a table lacks and retires those out of retention, in one transaction; what was done.';

create function pg_temp.maintain_all(at timestamptz default now())
returns table (action text, table_schema text, table_name text, partition_name text, details text)
language plpgsql set search_path = pg_catalog, pg_temp as $function$
#variable_conflict use_column
declare
  one record;
begin
  for one in select * from partitions.tables() loop
    if one.parent is null then
      return query select 'missing', one.table_schema, one.table_name, null::text, 'the table does not exist yet';
    elsif not pg_has_role(one.owner, 'USAGE') then
      return query
        select 'skipped', one.table_schema, one.table_name, null::text, format('it belongs to %s', one.owner);
    else
      begin
        return query select * from partitions.maintain(one.parent, at);
      exception when others then
        raise warning '%: %', one.parent, sqlerrm;
        return query select 'failed', one.table_schema, one.table_name, null::text, sqlerrm;
      end;
    end if;
  end loop;
end
$function$;
comment on function pg_temp.maintain_all(timestamptz) is
  'Maintains every table that is declared and that the caller has the rights of; what was done, and what failed.';

create function pg_temp.tables()
returns table (parent regclass, table_schema text, table_name text, owner name, unit text, premake integer)
language sql stable set search_path = pg_catalog, pg_temp as $function$
  select class.oid::regclass, held.table_schema, held.table_name, pg_get_userbyid(class.relowner), held.unit,
    held.premake
  from partitions.config held
  left join pg_namespace namespace on namespace.nspname = held.table_schema
  left join pg_class class on class.relnamespace = namespace.oid and class.relname = held.table_name
  where held.maintained
  order by held.table_schema, held.table_name
$function$;
comment on function pg_temp.tables() is 'The tables that are declared; null where one does not exist yet.';
