-- migrate:up

create table public.roles (
  id uuid primary key default gen_random_uuid(),
  name text not null unique check (name = lower(name) and name <> ''),
  description text,
  created_at timestamptz not null default now()
);

comment on table public.roles is 'What users of the portal may be; PostgreSQL''s own roles are others.';

-- migrate:down
