-- What is declared for a table, and what the catalog knows of it.

create function pg_temp.configure(
  table_schema text, table_name text, unit text, premake integer, retention integer default null,
  retire text default 'detach', partition_schema text default null, time_zone text default 'UTC'
) returns void
language plpgsql set search_path = pg_catalog, pg_temp as $function$
declare
  longest text := table_name || partitions.suffix(unit, '2025-01-15');
begin
  if octet_length(longest) > 63 then
    raise exception 'Partitions of %.% would be called %, which has % bytes; names have 63. Shorten the table''s name.',
      table_schema, table_name, longest, octet_length(longest)
      using errcode = 'name_too_long';
  end if;
  -- The server knows time zones by trying them.
  perform now() at time zone time_zone;
  insert into partitions.config as held values (
    table_schema, table_name, unit, premake, retention, retire, coalesce(partition_schema, table_schema), time_zone,
    true
  )
  on conflict on constraint config_pkey do update set
    unit = excluded.unit, premake = excluded.premake, retention = excluded.retention, retire = excluded.retire,
    partition_schema = excluded.partition_schema, time_zone = excluded.time_zone, maintained = true;
end
$function$;
comment on function pg_temp.configure(text, text, text, integer, integer, text, text, text) is
  'Declares the partitions of a table, which may not exist yet. The reconcile job calls it; only a superuser may.';

create function pg_temp.suffix(unit text, day date) returns text
language sql immutable set search_path = pg_catalog, pg_temp as $function$
  select to_char(day, case unit when 'month' then '"_y"FMYYYY"m"MM' else '"_y"FMYYYY"m"MM"d"DD' end)
$function$;
comment on function pg_temp.suffix(text, date) is
  'What a partition''s name has after its table''s: _y2025m01, or _y2025m01d15.';

create function pg_temp.facts(
  parent regclass,
  out table_schema text, out table_name text, out owner text, out unit text, out premake integer,
  out retention integer, out retire text, out partition_schema text, out time_zone text, out key_column text,
  out key_type text, out bound_zone text, out default_partition regclass
)
language plpgsql stable set search_path = pg_catalog, pg_temp as $function$
#variable_conflict use_column
begin
  select namespace.nspname, class.relname, pg_get_userbyid(class.relowner), attribute.attname, type.typname,
    nullif(partitioned.partdefid, 0)
  into table_schema, table_name, owner, key_column, key_type, default_partition
  from pg_class class
  join pg_namespace namespace on namespace.oid = class.relnamespace
  join pg_partitioned_table partitioned on partitioned.partrelid = class.oid
  join pg_attribute attribute on attribute.attrelid = class.oid and attribute.attnum = partitioned.partattrs[0]
  join pg_type type on type.oid = attribute.atttypid
  where class.oid = parent and partitioned.partstrat = 'r' and partitioned.partnatts = 1
    and type.oid in ('timestamptz'::regtype, 'timestamp'::regtype, 'date'::regtype);
  if not found then
    raise exception '% is not partitioned by range on one column of timestamptz, timestamp or date.',
      coalesce(parent::text, 'null')
      using errcode = 'wrong_object_type',
        hint = 'Create it with partition by range (<column>), or take it out of Database.partitions.';
  end if;
  select held.unit, held.premake, held.retention, held.retire, held.partition_schema, held.time_zone
  into unit, premake, retention, retire, partition_schema, time_zone
  from partitions.config held
  where (held.table_schema, held.table_name) = (facts.table_schema, facts.table_name);
  if not found then
    raise exception 'Nothing is declared for the partitions of %.', parent
      using errcode = 'undefined_object', hint = 'Add it to Database.partitions in the profile, and sync.';
  end if;
  bound_zone := case key_type when 'timestamptz' then time_zone else 'UTC' end;
end
$function$;
comment on function pg_temp.facts(regclass) is
  'What is declared for a table, its owner, its partition key and its default partition.';

create function pg_temp.day_at(parent regclass, at timestamptz) returns date
language sql stable set search_path = pg_catalog, pg_temp as $function$
  select partitions.interval_start(unit, (at at time zone time_zone)::date) from partitions.facts(parent)
$function$;
comment on function pg_temp.day_at(regclass, timestamptz) is
  'The first day of the interval that a moment is in, in the table''s time zone.';

create function pg_temp.kept_from(parent regclass, at timestamptz) returns timestamptz
language sql stable set search_path = pg_catalog, pg_temp as $function$
  select coalesce(
    partitions.midnight(partitions.interval_start(unit, partitions.day_at(parent, at), -retention), bound_zone),
    '-infinity'
  )
  from partitions.facts(parent)
$function$;
comment on function pg_temp.kept_from(regclass, timestamptz) is
  'Where retention ends: a partition that ends here or before is retired.';
