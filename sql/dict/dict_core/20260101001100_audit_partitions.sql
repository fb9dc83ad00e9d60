-- migrate:up
-- pg_partman 4.7 or 5 looks after the months of audit.audit_logs: three ahead, twelve kept. It makes the default
-- partition too, so ours gives way; its rows go to the months that they belong to.
set local timezone to 'UTC';

do $$
declare
  extension record;
begin
  select e.extversion as version, n.nspname as schema into extension
  from pg_catalog.pg_extension e
  join pg_catalog.pg_namespace n on n.oid = e.extnamespace
  where e.extname = 'pg_partman';
  if not found then
    raise exception using
      errcode = 'feature_not_supported',
      message = format(
        'pg_partman is not installed in %I, so nobody would make or retire the partitions of audit.audit_logs. '
        'Declare Extension.PG_PARTMAN for the database in the profile, sync, and migrate again.',
        current_database()
      );
  end if;

  lock table audit.audit_logs in access exclusive mode;
  create temporary table audit_logs_before on commit drop as select * from audit.audit_logs_default;
  drop table audit.audit_logs_default;
  execute format(
    case
      when split_part(extension.version, '.', 1)::integer < 5 then
        'select %I.create_parent(p_parent_table := %L, p_control := %L, p_interval := ''monthly'', p_premake := 3, '
        'p_type := ''native'')'
      else
        'select %I.create_parent(p_parent_table := %L, p_control := %L, p_interval := ''1 month'', p_premake := 3)'
    end,
    extension.schema, 'audit.audit_logs', 'created_at'
  );
  -- Months are made whether rows came or not, and a retired one is dropped with its rows.
  execute format(
    'update %I.part_config set infinite_time_partitions = true, retention = ''12 months'', '
    'retention_keep_table = false where parent_table = %L',
    extension.schema, 'audit.audit_logs'
  );
  insert into audit.audit_logs select * from pg_temp.audit_logs_before;
end
$$;

comment on table audit.audit_logs_default is 'Rows of months that have no partition; there should be none.';

-- migrate:down
