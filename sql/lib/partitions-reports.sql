-- What to look at, and to alert on. All tables that are declared, or one.

create function pg_temp.horizon(of regclass default null, at timestamptz default now())
returns table (
  table_schema text, table_name text, horizon timestamptz, ahead integer, premake integer, short boolean
)
language plpgsql stable set search_path = pg_catalog, pg_temp as $function$
#variable_conflict use_column
declare
  one record;
  facts record;
  today date;
  gap date;
begin
  for one in select * from partitions.tables() where parent = of or of is null loop
    continue when one.parent is null;
    select * into facts from partitions.facts(one.parent);
    today := partitions.day_at(one.parent, at);
    select min(free.day) into gap
    from partitions.free_ranges(one.parent, facts.unit, facts.bound_zone, array(
      select partitions.interval_start(facts.unit, today, n) from generate_series(0, facts.premake) n
    )) free;
    return query
      select one.table_schema, one.table_name,
        case when gap is distinct from today then partitions.covered_until(one.parent, today, facts.bound_zone) end,
        case
          when gap is null then facts.premake
          when gap = today then 0
          when facts.unit = 'day' then gap - today - 1
          else ((extract(year from gap) - extract(year from today)) * 12
            + extract(month from gap) - extract(month from today))::integer - 1
        end,
        facts.premake, gap is not null;
  end loop;
end
$function$;
comment on function pg_temp.horizon(regclass, timestamptz) is
  'Until when partitions exist without a gap, how many intervals that is ahead of the current one (at most premake), '
  'and whether that is short of premake. Tables that do not exist yet are left out.';

create function pg_temp.covered_until(parent regclass, day date, zone text) returns timestamptz
language sql stable set search_path = pg_catalog, pg_temp as $function$
  select min(held.range_end)
  from (
    select range_end, lead(range_start) over (order by range_start) as next_start
    from partitions.ranges(parent)
  ) held
  where held.range_end > partitions.midnight(day, zone) and (held.next_start is null or held.next_start > held.range_end)
$function$;
comment on function pg_temp.covered_until(regclass, date, text) is
  'Where the first gap after a day begins.';

create function pg_temp.default_rows(of regclass default null)
returns table (
  table_schema text, table_name text, default_partition regclass, row_count bigint, oldest timestamptz,
  newest timestamptz
)
language plpgsql stable
set search_path = pg_catalog, pg_temp set row_security = off set timezone = 'UTC' as $function$
#variable_conflict use_column
declare
  one record;
  facts record;
begin
  for one in select * from partitions.tables() where parent = of or of is null loop
    continue when one.parent is null;
    select * into facts from partitions.facts(one.parent);
    continue when facts.default_partition is null;
    return query execute format(
      'select %1$L, %2$L, %3$L::regclass, count(*), min(%4$I)::timestamptz, max(%4$I)::timestamptz from %3$s',
      one.table_schema, one.table_name, facts.default_partition, facts.key_column
    );
  end loop;
end
$function$;
comment on function pg_temp.default_rows(regclass) is
  'What default partitions hold: rows that came too late or too early. Counts them, so it reads them all.';

create function pg_temp.statistics(of regclass default null)
returns table (
  table_schema text, table_name text, partition_count bigint, oldest_partition text, newest_partition text,
  total_bytes bigint, default_rows bigint
)
language sql stable set search_path = pg_catalog, pg_temp as $function$
  select held.table_schema, held.table_name, count(class.oid),
    (array_agg(class.relname::text order by range.range_start) filter (where class.oid is not null))[1],
    (array_agg(class.relname::text order by range.range_start desc) filter (where class.oid is not null))[1],
    coalesce(sum(pg_total_relation_size(class.oid)), 0)::bigint
      + coalesce(pg_total_relation_size(max(apart.default_partition::oid)), 0),
    coalesce(max(apart.row_count), 0)
  from partitions.tables() held
  left join lateral partitions.ranges(held.parent) range on true
  left join pg_class class on class.oid = range.partition
  left join lateral partitions.default_rows(held.parent) apart on held.parent is not null
  where held.parent = of or of is null
  group by held.table_schema, held.table_name
  order by held.table_schema, held.table_name
$function$;
comment on function pg_temp.statistics(regclass) is
  'For each table, how many partitions it has, the first and the last of them, the size of all with their indexes, and '
  'the rows of the default one.';
