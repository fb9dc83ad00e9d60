-- How long others wait. A table is asked for several times, briefly: whoever comes after a request waits behind it.

create function pg_temp.lock_maintenance(parent regclass) returns void
language sql set search_path = pg_catalog, pg_temp as $function$
  select pg_advisory_xact_lock(hashtextextended('cdk8s-postgres partitions', parent::oid::bigint))
$function$;
comment on function pg_temp.lock_maintenance(regclass) is
  'One session at a time maintains a table, until its transaction ends.';

-- The table itself first. Whoever uses its partitions through it holds a lock on it too, so that nobody is in the midst
-- of a statement: no insert was routed and no query planned by the partitions as they were. Less than a deadlock's
-- detection, so that none ends with an application's transaction undone.
create function pg_temp.lock_tables(parent regclass, variadic children regclass[]) returns void
language plpgsql set search_path = pg_catalog, pg_temp set lock_timeout = '400ms' as $function$
declare
  child regclass;
  tries constant integer := 10;
begin
  for try in 1 .. tries loop
    begin
      execute format('lock table only %s in access exclusive mode', parent);
      exit;
    exception when lock_not_available then
      if try = tries then
        raise exception '% was in use each of % times that it was asked for.', parent, tries
          using errcode = 'lock_not_available', hint = 'Nothing was changed; the next run tries again.';
      end if;
      perform pg_sleep(0.05 * try);
    end;
  end loop;
  -- What holds these now is autovacuum, which gives way after a second, or somebody who goes past the table.
  perform set_config('lock_timeout', '3s', true);
  foreach child in array children loop
    continue when child is null;
    execute format('lock table %s in access exclusive mode', child);
  end loop;
end
$function$;
comment on function pg_temp.lock_tables(regclass, regclass[]) is
  'Keeps everybody out of a table and some of its partitions until the transaction ends; 55P03 where it cannot.';
