-- migrate:up
-- Claims to keys that another participant holds (D10). The claimer opens one; the donor is whose the entry is.
create table public.claims (
  id uuid not null default gen_random_uuid(),
  entry_id uuid not null,
  claim_type text not null,
  claimer_ispb text not null,
  owner_ispb text not null,
  status text not null default 'OPEN',
  workflow_id text,
  cancellation_reason text,
  expires_at timestamptz not null,
  completed_at timestamptz,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  constraint claims_pkey primary key (id),
  constraint claims_entry_id_owner_ispb_fkey
    foreign key (entry_id, owner_ispb) references public.entries (id, account_ispb),
  constraint claims_claim_type_check check (claim_type in ('PORTABILITY', 'OWNERSHIP')),
  constraint claims_claimer_ispb_check check (claimer_ispb ~ '^[0-9]{8}$'),
  constraint claims_parties_check check (claimer_ispb <> owner_ispb),
  constraint claims_status_check
    check (status in ('OPEN', 'WAITING_RESOLUTION', 'CONFIRMED', 'CANCELLED', 'COMPLETED')),
  constraint claims_workflow_id_check check (length(workflow_id) <= 100),
  constraint claims_cancellation_reason_check check (
    cancellation_reason in ('USER_REQUESTED', 'ACCOUNT_CLOSURE', 'FRAUD', 'DEFAULT_OPERATION')
  ),
  constraint claims_cancelled_check check ((status = 'CANCELLED') = (cancellation_reason is not null)),
  constraint claims_completed_check check ((status = 'COMPLETED') = (completed_at is not null)),
  constraint claims_expires_at_check check (expires_at > created_at)
);

create unique index claims_one_active on public.claims (entry_id)
  where status in ('OPEN', 'WAITING_RESOLUTION', 'CONFIRMED');
create index idx_claims_entry on public.claims (entry_id);
create index idx_claims_status on public.claims (status);
create index idx_claims_workflow on public.claims (workflow_id);

comment on table public.claims is
  'Claims of one participant to a key that another holds. Both see it, nobody else does.';
comment on column public.claims.id is 'Identifies the claim.';
comment on column public.claims.entry_id is
  'The entry of the donor. A completed claim leaves it deleted, and the claimer has a new one.';
comment on column public.claims.claim_type is
  'PORTABILITY (the same person, another participant) or OWNERSHIP (another person has the phone or e-mail now).';
comment on column public.claims.claimer_ispb is 'The participant that wants the key.';
comment on column public.claims.owner_ispb is 'The donor: the participant that holds the key.';
comment on column public.claims.status is
  'OPEN, WAITING_RESOLUTION (the donor has seen it), CONFIRMED (the donor agrees), CANCELLED or COMPLETED.';
comment on column public.claims.workflow_id is 'The workflow that drives the claim.';
comment on column public.claims.cancellation_reason is 'USER_REQUESTED, ACCOUNT_CLOSURE, FRAUD or DEFAULT_OPERATION.';
comment on column public.claims.expires_at is
  'Until when the donor may answer. Silence ends a portability and grants an ownership.';
comment on column public.claims.completed_at is 'When the key went to the claimer.';
comment on column public.claims.created_at is 'When the claim was opened.';
comment on column public.claims.updated_at is 'When the claim last changed.';
comment on index public.claims_one_active is 'A key has one claim at a time.';
comment on index public.idx_claims_entry is 'The claims to an entry.';
comment on index public.idx_claims_status is 'Claims by status.';
comment on index public.idx_claims_workflow is 'The claim of a workflow.';

-- migrate:down
