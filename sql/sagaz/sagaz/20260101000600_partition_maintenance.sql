-- migrate:up
-- The names that operators know, over the platform's own library. They work with the rights of their caller: the owner
-- of the tables and the maintenance job may, the application and dashboards are refused by the schema partitions.

create function public.maintain_all_partitions()
returns table (action text, table_name text, partition_name text, details text)
language sql volatile
set search_path = pg_catalog, pg_temp
as $function$
  select done.action, done.table_name, done.partition_name, done.details from partitions.maintain_all() done
$function$;

comment on function public.maintain_all_partitions() is
  'Makes the partitions ahead (3 months, of the outbox 7 days) and drops those that are too old (12 months, 30 days); '
  'what was done, nothing where nothing was to do.';

create function public.create_saga_executions_partition(partition_date date) returns text
language plpgsql volatile
set search_path = pg_catalog, pg_temp
as $function$
declare
  made regclass := partitions.create_partition('public.saga_executions', partition_date);
begin
  return (select relname from pg_class where oid = made);
end
$function$;

comment on function public.create_saga_executions_partition(date) is
  'Makes the partition of the month that a date is in, with the rows of it that wait in the default one; its name. One '
  'that is older than what is kept goes with the next maintenance.';

create function public.create_saga_outbox_partition(partition_date date) returns text
language plpgsql volatile
set search_path = pg_catalog, pg_temp
as $function$
declare
  made regclass := partitions.create_partition('public.saga_outbox', partition_date);
begin
  return (select relname from pg_class where oid = made);
end
$function$;

comment on function public.create_saga_outbox_partition(date) is
  'Makes the partition of a date, with the rows of it that wait in the default one; its name. One that is older than '
  'what is kept goes with the next maintenance.';

create function public.create_saga_audit_log_partition(partition_date date) returns text
language plpgsql volatile
set search_path = pg_catalog, pg_temp
as $function$
declare
  made regclass := partitions.create_partition('public.saga_audit_log', partition_date);
begin
  return (select relname from pg_class where oid = made);
end
$function$;

comment on function public.create_saga_audit_log_partition(date) is
  'Makes the partition of the month that a date is in, with the rows of it that wait in the default one; its name. One '
  'that is older than what is kept goes with the next maintenance.';

revoke execute on function public.maintain_all_partitions(), public.create_saga_executions_partition(date),
  public.create_saga_outbox_partition(date), public.create_saga_audit_log_partition(date) from public;

-- migrate:down
