-- migrate:up
-- Keys of the directory (D10). Account types and the shapes of keys are those of the scheme's API.
create table public.entries (
  id uuid not null default gen_random_uuid(),
  key_type text not null,
  key_value text not null,
  account_ispb text not null,
  account_number text not null,
  account_type text not null,
  owner_name text not null,
  owner_document text not null,
  status text not null default 'ACTIVE',
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  deleted_at timestamptz,
  constraint entries_pkey primary key (id),
  -- What claims refer to, so that the donor of a claim is always who holds the key.
  constraint entries_id_account_ispb_key unique (id, account_ispb),
  constraint entries_key_type_check check (key_type in ('CPF', 'CNPJ', 'PHONE', 'EMAIL', 'EVP')),
  constraint entries_key_value_check check (
    case key_type
      when 'CPF' then key_value ~ '^[0-9]{11}$'
      when 'CNPJ' then key_value ~ '^[0-9A-Z]{12}[0-9]{2}$'
      when 'PHONE' then key_value ~ '^\+[1-9][0-9]{1,14}$'
      when 'EMAIL' then length(key_value) <= 77 and key_value = lower(key_value) and key_value ~ '^[^\s@]+@[^\s@]+$'
      when 'EVP' then key_value ~ '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$'
      else false
    end
  ),
  constraint entries_account_ispb_check check (account_ispb ~ '^[0-9]{8}$'),
  constraint entries_account_number_check check (length(account_number) between 1 and 20),
  constraint entries_account_type_check check (account_type in ('CACC', 'SLRY', 'SVGS', 'TRAN')),
  constraint entries_owner_name_check check (length(owner_name) between 1 and 200),
  constraint entries_owner_document_check check (owner_document ~ '^([0-9]{11}|[0-9A-Z]{12}[0-9]{2})$'),
  -- A tax number is the key of its own holder alone.
  constraint entries_own_document_check check (key_type not in ('CPF', 'CNPJ') or key_value = owner_document),
  constraint entries_status_check check (status in ('ACTIVE', 'BLOCKED', 'DELETED')),
  constraint entries_deleted_at_check check ((status = 'DELETED') = (deleted_at is not null))
);

-- One live entry a key: what was deleted is history, and its key is free again.
create unique index idx_entries_key on public.entries (key_type, key_value) where deleted_at is null;
create index idx_entries_ispb on public.entries (account_ispb);
create index idx_entries_status on public.entries (status);

comment on table public.entries is
  'Keys of accounts. A row belongs to one participant for good; a key that moves gets a new row.';
comment on column public.entries.id is 'Identifies the row, not the key: a key that was registered twice has two.';
comment on column public.entries.key_type is 'CPF, CNPJ, PHONE, EMAIL or EVP (a random key).';
comment on column public.entries.key_value is
  'The key, in the shape that its type has: digits only, +country code, lower case.';
comment on column public.entries.account_ispb is
  'The participant that holds the key, by its 8 digits. Row-level security goes by it.';
comment on column public.entries.account_number is 'The account that the key leads to.';
comment on column public.entries.account_type is 'CACC (current), SLRY (salary), SVGS (savings) or TRAN (payment).';
comment on column public.entries.owner_name is 'Whose account it is.';
comment on column public.entries.owner_document is 'CPF or CNPJ of the owner, without punctuation.';
comment on column public.entries.status is
  'ACTIVE, BLOCKED or DELETED. DELETED and deleted_at say the same and are set together.';
comment on column public.entries.created_at is 'When the key was registered for this participant.';
comment on column public.entries.updated_at is 'When the row last changed.';
comment on column public.entries.deleted_at is 'When the key was given up or moved; null while the entry is live.';
comment on index public.idx_entries_key is 'The look-up of a live key, of which there is one at most.';
comment on index public.idx_entries_ispb is 'The keys of a participant.';
comment on index public.idx_entries_status is 'Keys by status.';

-- migrate:down
