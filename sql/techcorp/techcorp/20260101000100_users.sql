-- migrate:up

set local role user_service;

comment on schema users is 'People and what they prefer; the user service''s own.';

create table users.users (
  id uuid primary key default gen_random_uuid(),
  email text not null check (position('@' in email) > 1),
  name text not null check (name <> ''),
  status text not null default 'active' check (status in ('active', 'blocked', 'deleted')),
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);

create unique index users_email_key on users.users (lower(email));

comment on table users.users is 'People who buy; other services know them by their id.';

create table users.preferences (
  user_id uuid primary key references users.users on delete cascade,
  language text not null default 'pt-BR',
  settings jsonb not null default '{}' check (jsonb_typeof(settings) = 'object'),
  updated_at timestamptz not null default now()
);

comment on table users.preferences is 'What a user has chosen; no row means the defaults.';

create table users.addresses (
  id uuid primary key default gen_random_uuid(),
  user_id uuid not null references users.users on delete cascade,
  street text not null,
  city text not null,
  state text not null,
  postal_code text not null,
  country text not null default 'BR' check (country ~ '^[A-Z]{2}$'),
  is_default boolean not null default false,
  created_at timestamptz not null default now()
);

create index addresses_user_id_idx on users.addresses (user_id);
create unique index addresses_one_default_key on users.addresses (user_id) where is_default;

comment on table users.addresses is 'Where orders go; one of a user''s addresses may be the default.';

reset role;

-- migrate:down
