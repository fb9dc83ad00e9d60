-- migrate:up

create table public.users (
  id uuid primary key default gen_random_uuid(),
  name text not null check (name <> ''),
  email text not null check (position('@' in email) > 1),
  cpf_encrypted bytea,
  password_hash text,
  status text not null default 'active' check (status in ('active', 'blocked', 'pending')),
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  -- Fails for anything but a message encrypted with a passphrase: a CPF that is written plainly is refused.
  constraint users_cpf_is_encrypted check (public.pgp_key_id(cpf_encrypted) = 'SYMKEY')
);

create unique index users_email_key on public.users (lower(email));

comment on table public.users is 'People who use the portal.';
comment on column public.users.cpf_encrypted is
  'The taxpayer''s number, as encrypt_sensitive() makes it; decrypt_sensitive() reads it.';
comment on column public.users.password_hash is 'Made by the portal (argon2, bcrypt); none for who logs in elsewhere.';

create table public.user_roles (
  user_id uuid not null references public.users on delete cascade,
  role_id uuid not null references public.roles on delete cascade,
  granted_at timestamptz not null default now(),
  primary key (user_id, role_id)
);

create index user_roles_role_id_idx on public.user_roles (role_id);

comment on table public.user_roles is 'Which roles a user has.';

-- migrate:down
