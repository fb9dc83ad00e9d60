-- migrate:up
-- A participant sees and changes what is its own (D11). Where no participant is set, the setting is null or empty, no
-- comparison is true, and there are no rows. FORCE holds the owner to the policies too.
alter table public.entries enable row level security;
alter table public.entries force row level security;
alter table public.claims enable row level security;
alter table public.claims force row level security;

create policy entries_isolation_policy on public.entries for select
  using (account_ispb = nullif(current_setting('app.current_ispb', true), ''));
create policy entries_insert_policy on public.entries for insert
  with check (account_ispb = nullif(current_setting('app.current_ispb', true), ''));
create policy entries_update_policy on public.entries for update
  using (account_ispb = nullif(current_setting('app.current_ispb', true), ''))
  with check (account_ispb = nullif(current_setting('app.current_ispb', true), ''));
create policy entries_delete_policy on public.entries for delete
  using (account_ispb = nullif(current_setting('app.current_ispb', true), ''));

create policy claims_isolation_policy on public.claims for select
  using (nullif(current_setting('app.current_ispb', true), '') in (owner_ispb, claimer_ispb));
create policy claims_insert_policy on public.claims for insert
  with check (claimer_ispb = nullif(current_setting('app.current_ispb', true), '') and status = 'OPEN');
create policy claims_update_policy on public.claims for update
  using (nullif(current_setting('app.current_ispb', true), '') in (owner_ispb, claimer_ispb))
  with check (nullif(current_setting('app.current_ispb', true), '') in (owner_ispb, claimer_ispb));
create policy claims_delete_policy on public.claims for delete using (false);

-- For the procedures of claims, which run as the owner: they reach over to the donor's entry, and no further.
create policy entries_claimed_key_policy on public.entries for select to current_role
  using (key_type || ':' || key_value = nullif(current_setting('app.claimed_key', true), ''));
create policy entries_under_claim_policy on public.entries for select to current_role
  using (exists (select from public.claims claim where claim.entry_id = entries.id and claim.status <> 'CANCELLED'));
create policy entries_transfer_policy on public.entries for update to current_role
  using (exists (select from public.claims claim where claim.entry_id = entries.id and claim.status <> 'CANCELLED'))
  with check (deleted_at is not null);

comment on policy entries_isolation_policy on public.entries is 'A participant sees its own keys.';
comment on policy entries_insert_policy on public.entries is 'A participant registers keys for itself alone.';
comment on policy entries_update_policy on public.entries is
  'A participant changes its own keys, and they stay its own.';
comment on policy entries_delete_policy on public.entries is 'A participant deletes its own keys.';
comment on policy claims_isolation_policy on public.claims is 'Donor and claimer see a claim.';
comment on policy claims_insert_policy on public.claims is 'The claimer opens a claim, in its own name.';
comment on policy claims_update_policy on public.claims is
  'Donor and claimer change a claim; public.guard_claim says which of them may do what.';
comment on policy claims_delete_policy on public.claims is 'Claims are cancelled, never deleted.';
comment on policy entries_claimed_key_policy on public.entries is
  'public.open_claim finds the one key that it is called for.';
comment on policy entries_under_claim_policy on public.entries is
  'public.complete_claim finds the entry that a claim is about.';
comment on policy entries_transfer_policy on public.entries is
  'public.complete_claim deletes the donor''s entry, and changes none.';

-- migrate:down
