-- Makes a partition, and moves the rows that belong to it out of the default one, in one transaction.

create function pg_temp.create_partition(parent regclass, day date, at timestamptz default now()) returns regclass
language sql set search_path = pg_catalog, pg_temp as $function$
  select partitions.lock_maintenance(parent);
  select coalesce(partitions.make(parent, day, at), (
    select held.partition
    from partitions.facts(parent) facts
    cross join partitions.ranges(parent) held
    where held.range_end > partitions.midnight(partitions.interval_start(facts.unit, day), facts.bound_zone)
    order by held.range_start
    limit 1
  ))
$function$;
comment on function pg_temp.create_partition(regclass, date, timestamptz) is
  'Makes the partition that a day belongs to, with those of its rows that the default one holds; or gives the one that '
  'is there.';

create function pg_temp.make(parent regclass, day date, at timestamptz) returns regclass
language plpgsql set search_path = pg_catalog, pg_temp as $function$
declare
  facts record;
  space record;
  made regclass;
  moved bigint := 0;
begin
  select * into facts from partitions.facts(parent);
  select * into space from partitions.free_ranges(parent, facts.unit, facts.bound_zone, array[day]);
  if not found then
    return null;
  end if;
  made := partitions.create_table(parent, space.day, space.range_start, space.range_end);
  if facts.default_partition is not null then
    perform partitions.lock_tables(parent, facts.default_partition);
    moved := partitions.move_rows(parent, made, space.range_start, space.range_end);
  end if;
  execute format(
    'alter table %s attach partition %s for values from (%s) to (%s)', parent, made,
    partitions.key_literal(space.range_start, facts.key_type), partitions.key_literal(space.range_end, facts.key_type)
  );
  execute format('alter table %s drop constraint partition_range', made);
  insert into partitions.metadata
    (table_schema, table_name, partition_schema, partition_name, partition_start, partition_end, created_at, moved_rows)
  select facts.table_schema, facts.table_name, facts.partition_schema, relname, space.range_start, space.range_end, at,
    moved
  from pg_class
  where oid = made;
  return made;
end
$function$;
comment on function pg_temp.make(regclass, date, timestamptz) is
  'The partition that a day belongs to, if it was not there. The caller holds the lock of maintenance.';

-- Standalone, so that others wait for the attaching alone. The constraint is that of the partition: attaching need not
-- look at the rows again.
create function pg_temp.create_table(parent regclass, day date, range_start timestamptz, range_end timestamptz)
returns regclass
language plpgsql set search_path = pg_catalog, pg_temp as $function$
declare
  facts record;
  name text;
  qualified text;
  former_role text := current_setting('role');
  options text;
  security text;
begin
  select * into facts from partitions.facts(parent);
  name := facts.table_name || partitions.suffix(facts.unit, day);
  if octet_length(name) > 63 then
    raise exception 'A partition of % would be called %, which has % bytes; names have 63.',
      parent, name, octet_length(name)
      using errcode = 'name_too_long', hint = 'Rename the table.';
  end if;
  qualified := format('%I.%I', facts.partition_schema, name);
  if to_regclass(qualified) is not null then
    raise exception '% is there, and is no partition of %.', qualified, parent
      using errcode = 'duplicate_table', hint = format(
        'Attach it, or rename it, or drop it: alter table %s attach partition %s for values from (%s) to (%s).',
        parent, qualified, partitions.key_literal(range_start, facts.key_type),
        partitions.key_literal(range_end, facts.key_type)
      );
  end if;
  select coalesce(' using ' || quote_ident(method.amname), '')
      || coalesce(' tablespace ' || quote_ident(space.spcname), ''),
    case when class.relrowsecurity then ', enable row level security' else '' end
      || case when class.relforcerowsecurity then ', force row level security' else '' end
  into options, security
  from pg_class class
  left join pg_am method on method.oid = class.relam
  left join pg_tablespace space on space.oid = class.reltablespace
  where class.oid = parent;
  -- As the table's owner, whose default privileges hold for it too.
  perform set_config('role', facts.owner, true);
  execute format('create table %s (like %s including all excluding identity)%s', qualified, parent, options);
  perform set_config('role', former_role, true);
  -- Without policies of its own nobody gets past those of the table by the partition's name.
  execute format(
    'alter table %1$s add constraint partition_range check (%2$I is not null and %2$I >= %3$s and %2$I < %4$s)%5$s',
    qualified, facts.key_column, partitions.key_literal(range_start, facts.key_type),
    partitions.key_literal(range_end, facts.key_type), security
  );
  execute format(
    'comment on table %s is %L', qualified,
    format(
      'Partition of %s from %s to %s.', parent, partitions.key_literal(range_start, facts.key_type),
      partitions.key_literal(range_end, facts.key_type)
    )
  );
  return qualified::regclass;
end
$function$;
comment on function pg_temp.create_table(regclass, date, timestamptz, timestamptz) is
  'A table like its parent, with the parent''s owner, that is to become a partition.';

create function pg_temp.move_rows(parent regclass, made regclass, range_start timestamptz, range_end timestamptz)
returns bigint
language plpgsql set search_path = pg_catalog, pg_temp set row_security = off as $function$
declare
  facts record;
  belongs text;
  columns text;
  found_rows boolean;
  moved bigint;
  triggers text[];
  statement text;
begin
  select * into facts from partitions.facts(parent);
  belongs := format(
    '%1$I >= %2$s and %1$I < %3$s', facts.key_column, partitions.key_literal(range_start, facts.key_type),
    partitions.key_literal(range_end, facts.key_type)
  );
  execute format('select exists (select from %s where %s)', facts.default_partition, belongs) into found_rows;
  if not found_rows then
    return 0;
  end if;
  if exists (select from pg_constraint where contype = 'f' and confrelid = parent and conparentid = 0) then
    raise exception '% holds rows of %, and foreign keys lead to %: moving them would delete what refers to them.',
      facts.default_partition, made, parent
      using errcode = 'foreign_key_violation',
        hint = 'Drop the foreign keys, let maintenance run, and make them again.';
  end if;
  select string_agg(quote_ident(attname), ', ' order by attnum) into columns
  from pg_attribute
  where attrelid = made and attnum > 0 and not attisdropped and attgenerated = '';
  -- To move a row is not to delete it.
  select array_agg(format(
    'alter table %s %s trigger %I', facts.default_partition,
    case tgenabled when 'R' then 'enable replica' when 'A' then 'enable always' else 'enable' end, tgname
  )) into triggers
  from pg_trigger
  where tgrelid = facts.default_partition and not tgisinternal and tgenabled <> 'D';
  foreach statement in array coalesce(triggers, '{}') loop
    execute regexp_replace(statement, 'enable (replica |always )?trigger', 'disable trigger');
  end loop;
  execute format(
    'with moved as (delete from %s where %s returning %s) insert into %s (%3$s) select %3$s from moved',
    facts.default_partition, belongs, columns, made
  );
  get diagnostics moved = row_count;
  foreach statement in array coalesce(triggers, '{}') loop
    execute statement;
  end loop;
  return moved;
end
$function$;
comment on function pg_temp.move_rows(regclass, regclass, timestamptz, timestamptz) is
  'Moves rows from the default partition to the table that is to hold them; how many there were.';
