-- migrate:up
-- Not partitioned: an event is looked up by its id alone, whenever it came.

create table public.consumer_inbox (
  event_id uuid primary key,
  consumer_name text not null check (consumer_name <> ''),
  source_topic text not null check (source_topic <> ''),
  event_type text not null check (event_type <> ''),
  payload jsonb not null,
  result jsonb,
  processed_at timestamptz not null default now()
);

create index consumer_inbox_processed_at_idx on public.consumer_inbox (processed_at);

comment on table public.consumer_inbox is 'Events that were consumed: one that comes twice is handled once.';

create function public.cleanup_consumer_inbox(retention_days integer default 90) returns bigint
language plpgsql volatile
set search_path = pg_catalog, pg_temp
as $function$
declare
  deleted bigint;
begin
  if coalesce(retention_days, 0) < 1 then
    raise exception 'retention_days is %; an event must be known for 1 day at least, or it is handled twice.',
      coalesce(retention_days::text, 'null')
      using errcode = 'invalid_parameter_value';
  end if;
  delete from public.consumer_inbox where processed_at < now() - make_interval(days => retention_days);
  get diagnostics deleted = row_count;
  return deleted;
end
$function$;

comment on function public.cleanup_consumer_inbox(integer) is
  'Deletes what was consumed more than so many days ago, 90 unless told; how many rows that were.';

revoke execute on function public.cleanup_consumer_inbox(integer) from public;

-- migrate:down
