-- Takes partitions away whose time is over.

create function pg_temp.retire_partition(parent regclass, partition regclass, at timestamptz default now())
returns boolean
language plpgsql set search_path = pg_catalog, pg_temp as $function$
declare
  facts record;
begin
  perform partitions.lock_maintenance(parent);
  select * into facts from partitions.facts(parent);
  -- Somebody else may have detached it while this session waited.
  if not exists (
    select from partitions.ranges(parent) held
    where held.partition = retire_partition.partition and held.range_end <= partitions.kept_from(parent, at)
  ) then
    return false;
  end if;
  perform partitions.lock_tables(parent, facts.default_partition, partition);
  perform partitions.mark_retired(partition, facts.retire, at);
  execute format('alter table %s detach partition %s', parent, partition);
  if facts.retire = 'drop' then
    execute format('drop table %s', partition);
  end if;
  return true;
end
$function$;
comment on function pg_temp.retire_partition(regclass, regclass, timestamptz) is
  'Detaches a partition that is out of retention, and drops it where that is declared; false where it is not due.';

create function pg_temp.mark_retired(partition regclass, retired_by text, at timestamptz) returns void
language sql set search_path = pg_catalog, pg_temp as $function$
  update partitions.metadata held
  set retired_at = mark_retired.at, retired_by = mark_retired.retired_by
  from pg_class class
  join pg_namespace namespace on namespace.oid = class.relnamespace
  where class.oid = mark_retired.partition and held.retired_at is null
    and (held.partition_schema, held.partition_name) = (namespace.nspname, class.relname)
$function$;
comment on function pg_temp.mark_retired(regclass, text, timestamptz) is
  'Writes into the metadata how and when a partition went.';

create function pg_temp.sync_metadata(parent regclass, at timestamptz default now())
returns table (action text, partition_name text)
language sql set search_path = pg_catalog, pg_temp as $function$
  with attached as (
    select facts.table_schema, facts.table_name, namespace.nspname as partition_schema, class.relname as partition_name,
      held.range_start, held.range_end
    from partitions.facts(parent) facts
    cross join partitions.ranges(parent) held
    join pg_class class on class.oid = held.partition
    join pg_namespace namespace on namespace.oid = class.relnamespace
  ), lost as (
    update partitions.metadata held
    set retired_at = sync_metadata.at, retired_by = 'hand'
    from partitions.facts(parent) facts
    where (held.table_schema, held.table_name) = (facts.table_schema, facts.table_name) and held.retired_at is null
      and (held.partition_schema, held.partition_name)
        not in (select attached.partition_schema, attached.partition_name from attached)
    returning held.partition_name
  ), found as (
    insert into partitions.metadata
      (table_schema, table_name, partition_schema, partition_name, partition_start, partition_end)
    select attached.*
    from attached
    where not exists (
      select from partitions.metadata held
      where (held.partition_schema, held.partition_name) = (attached.partition_schema, attached.partition_name)
        and held.retired_at is null
    )
    returning partition_name
  )
  select 'lost', partition_name from lost
  union all
  select 'found', partition_name from found
$function$;
comment on function pg_temp.sync_metadata(regclass, timestamptz) is
  'Brings the metadata to what is attached: what was taken away by hand, or attached by hand.';
