-- migrate:up
-- Schema auth belongs to the auth service. Whose credentials they are is said by the user's id alone: a foreign key
-- into another service's schema would need rights there, and would tie the two together.

set local role auth_service;

comment on schema auth is 'Credentials, sessions and tokens; the auth service''s own.';

create table auth.users_credentials (
  user_id uuid primary key,
  login text not null unique check (login = lower(login) and login <> ''),
  password_hash text not null check (password_hash <> ''),
  failed_attempts integer not null default 0 check (failed_attempts >= 0),
  locked_until timestamptz,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);

comment on table auth.users_credentials is 'How a user logs in.';
comment on column auth.users_credentials.user_id is 'The user, as the user service names it.';
comment on column auth.users_credentials.password_hash is 'Made by the service (argon2, bcrypt); never a password.';

create table auth.sessions (
  id uuid primary key default gen_random_uuid(),
  user_id uuid not null references auth.users_credentials,
  created_at timestamptz not null default now(),
  expires_at timestamptz not null,
  revoked_at timestamptz,
  check (expires_at > created_at)
);

create index sessions_user_id_idx on auth.sessions (user_id);
create index sessions_expires_at_idx on auth.sessions (expires_at);

comment on table auth.sessions is 'Logins that are under way.';

create table auth.tokens (
  token_hash bytea primary key check (octet_length(token_hash) = 32),
  session_id uuid not null references auth.sessions on delete cascade,
  kind text not null check (kind in ('access', 'refresh', 'reset')),
  created_at timestamptz not null default now(),
  expires_at timestamptz not null,
  used_at timestamptz,
  check (expires_at > created_at)
);

create index tokens_session_id_idx on auth.tokens (session_id);
create index tokens_expires_at_idx on auth.tokens (expires_at);

comment on table auth.tokens is 'Tokens given out for a session.';
comment on column auth.tokens.token_hash is 'SHA-256 of the token: who reads this table cannot use it.';

reset role;

-- migrate:down
