-- migrate:up
-- The partitions that there are. Joined with the catalog, so that one that was dropped by hand is not shown until the
-- next maintenance notes it, and so that nobody can write through the view.

create view public.partition_metadata as
  select held.table_name, held.partition_name, held.partition_start, held.partition_end, held.created_at
  from partitions.metadata held
  join pg_catalog.pg_namespace namespace on namespace.nspname = held.partition_schema
  join pg_catalog.pg_class class on (class.relnamespace, class.relname) = (namespace.oid, held.partition_name)
  join pg_catalog.pg_inherits inherits on inherits.inhrelid = class.oid
  where held.retired_at is null;

comment on view public.partition_metadata is
  'The partitions of saga_executions, saga_outbox and saga_audit_log: from when, to when, made when.';

-- With its owner's rights: dashboards read it, and have none in the schema partitions.
create function public.get_partition_statistics()
returns table (
  table_name text,
  partition_count bigint,
  oldest_partition date,
  newest_partition date,
  total_size_mb numeric,
  default_rows bigint
)
language sql stable security definer
set search_path = pg_catalog, pg_temp
as $function$
  select held.table_name, held.partition_count, range.oldest, range.newest,
    round(held.total_bytes / 1048576.0, 2), held.default_rows
  from partitions.statistics() held
  cross join lateral (
    select min(made.partition_start at time zone 'UTC')::date as oldest,
      max(made.partition_start at time zone 'UTC')::date as newest
    from public.partition_metadata made
    where made.table_name = held.table_name
  ) range
  order by held.table_name
$function$;

comment on function public.get_partition_statistics() is
  'For each partitioned table how many partitions it has, the first day of the oldest and of the newest, the size of '
  'all with their indexes, and how many rows wait in the default partition: more than 0 came late or too early.';

-- migrate:down
