-- Days and months, and what of them is taken. A partition goes from one local midnight to another.

create function pg_temp.interval_start(unit text, day date, ahead integer default 0) returns date
language sql immutable set search_path = pg_catalog, pg_temp as $function$
  select case unit
    when 'month' then (date_trunc('month', day::timestamp) + make_interval(months => ahead))::date
    else day + ahead
  end
$function$;
comment on function pg_temp.interval_start(text, date, integer) is
  'The first day of the day or month that a date is in, or of one so many ahead.';

create function pg_temp.midnight(day date, zone text) returns timestamptz
language sql immutable set search_path = pg_catalog, pg_temp as $function$
  select day::timestamp at time zone zone
$function$;
comment on function pg_temp.midnight(date, text) is
  'When a day begins in a time zone. Where clocks skip midnight, the moment at which they do.';

-- Bounds are read as text, and so must not depend on how the session writes times.
create function pg_temp.ranges(parent regclass)
returns table (partition regclass, range_start timestamptz, range_end timestamptz)
language sql stable rows 100
set search_path = pg_catalog, pg_temp set timezone = 'UTC' set datestyle = 'ISO, YMD' as $function$
  select held.partition,
    case when held.bounds like '%FROM (MINVALUE)%' then '-infinity' else split_part(held.bounds, '''', 2) end::timestamptz,
    case when held.bounds like '%TO (MAXVALUE)' then 'infinity' else split_part(held.bounds, '''', -2) end::timestamptz
  from (
    select class.oid::regclass as partition, pg_get_expr(class.relpartbound, class.oid) as bounds
    from pg_inherits inherits
    join pg_class class on class.oid = inherits.inhrelid
    where inherits.inhparent = parent and not inherits.inhdetachpending
    -- The bounds are worked out once.
    offset 0
  ) held
  where held.bounds like 'FOR VALUES FROM %'
$function$;
comment on function pg_temp.ranges(regclass) is
  'The partitions that are attached, without the default one. Bounds of dates and of times without zone as if in UTC.';

create function pg_temp.free_ranges(parent regclass, unit text, zone text, days date[])
returns table (day date, range_start timestamptz, range_end timestamptz)
language sql stable set search_path = pg_catalog, pg_temp as $function$
  with taken as materialized (
    select held.range_start as taken_from, held.range_end as taken_to from partitions.ranges(parent) held
  ), wanted as (
    select distinct partitions.interval_start(unit, of.day) as first_day,
      partitions.midnight(partitions.interval_start(unit, of.day), zone) as opens,
      partitions.midnight(partitions.interval_start(unit, of.day, 1), zone) as closes
    from unnest(days) of (day)
  )
  -- Neighbors that were made in another time zone, or by other rules of this one, begin and end some hours off: a
  -- partition fills the space between them. The shortest day has 23 hours.
  select wanted.first_day, space.opens, space.closes
  from wanted
  cross join lateral (
    select
      coalesce(max(taken_to) filter (where taken_from <= wanted.opens), wanted.opens) as opens,
      coalesce(min(taken_from) filter (where taken_to >= wanted.closes and taken_from > wanted.opens), wanted.closes)
        as closes
    from taken
    where (taken_from <= wanted.opens and taken_to > wanted.opens - interval '22 hours')
      or (taken_to >= wanted.closes and taken_from < wanted.closes + interval '22 hours')
  ) space
  where space.opens + interval '22 hours' <= space.closes
$function$;
comment on function pg_temp.free_ranges(regclass, text, text, date[]) is
  'For each day or month that no partition holds, the range that one for it would have.';

create function pg_temp.key_literal(moment timestamptz, key_type text) returns text
language sql immutable set search_path = pg_catalog, pg_temp as $function$
  select quote_literal(case key_type
    when 'date' then to_char(moment at time zone 'UTC', 'YYYY-MM-DD')
    when 'timestamptz' then to_char(moment at time zone 'UTC', 'YYYY-MM-DD HH24:MI:SS.US') || '+00'
    else to_char(moment at time zone 'UTC', 'YYYY-MM-DD HH24:MI:SS.US')
  end)
$function$;
comment on function pg_temp.key_literal(timestamptz, text) is 'A bound as a constant of the partition key''s type.';
