-- migrate:up

create table public.submissions (
  id uuid primary key default gen_random_uuid(),
  automation text not null check (automation <> ''),
  user_id uuid not null references public.users,
  payload jsonb not null default '{}' check (jsonb_typeof(payload) = 'object'),
  status text not null default 'queued' check (status in ('queued', 'running', 'done', 'error')),
  result jsonb,
  error text,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  check (status = 'error' or error is null)
);

create index submissions_user_id_created_at_idx on public.submissions (user_id, created_at);
create index submissions_automation_created_at_idx on public.submissions (automation, created_at);
create index submissions_open_idx on public.submissions (created_at) where status in ('queued', 'running');

comment on table public.submissions is 'What users have handed in to automations, and what came of it.';

-- migrate:down
