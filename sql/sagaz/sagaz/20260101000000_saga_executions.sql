-- migrate:up
-- By month of created_at. A primary key on a partitioned table must contain the partition key, so that the server does
-- not see a saga_id that is used in two months: identifiers are random UUIDs.

create table public.saga_executions (
  saga_id uuid not null default gen_random_uuid(),
  saga_name text not null check (saga_name <> ''),
  status text not null default 'PENDING'
    check (status in ('PENDING', 'RUNNING', 'SUCCESS', 'FAILED', 'COMPENSATING', 'COMPENSATED')),
  context jsonb not null default '{}',
  result jsonb,
  error text,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  completed_at timestamptz,
  primary key (saga_id, created_at)
) partition by range (created_at);

-- What no month fits is kept here, and moved once its month exists.
create table public.saga_executions_default partition of public.saga_executions default;

create index saga_executions_status_created_at_idx on public.saga_executions (status, created_at);
create index saga_executions_saga_name_created_at_idx on public.saga_executions (saga_name, created_at);

comment on table public.saga_executions is 'Sagas and how far they are; monthly partitions.';
comment on table public.saga_executions_default is 'Rows of public.saga_executions whose month has no partition.';

-- migrate:down
