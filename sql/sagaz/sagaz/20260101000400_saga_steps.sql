-- migrate:up
-- No foreign key to saga_executions: it would need the saga's created_at in each step, and a month whose steps are
-- still there could not be dropped.

create table public.saga_steps (
  id bigint generated always as identity primary key,
  saga_id uuid not null,
  step_name text not null check (step_name <> ''),
  status text not null default 'PENDING'
    check (status in ('PENDING', 'RUNNING', 'SUCCESS', 'FAILED', 'COMPENSATING', 'COMPENSATED')),
  input jsonb,
  output jsonb,
  error text,
  retry_count integer not null default 0 check (retry_count >= 0),
  started_at timestamptz not null default now(),
  completed_at timestamptz,
  check (completed_at >= started_at)
);

create index saga_steps_saga_id_started_at_idx on public.saga_steps (saga_id, started_at);

comment on table public.saga_steps is 'The steps of each saga, with what went in and what came out.';

-- migrate:down
