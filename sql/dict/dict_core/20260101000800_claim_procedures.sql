-- migrate:up
-- The life of a claim (D27). Locks are taken in one order, first the entry, then the claim, so that nobody waits for
-- somebody who waits for them. What may follow what is said by public.guard_claim.
create function public.open_claim(
  p_ispb text,
  p_claim_type text,
  p_key_type text,
  p_key_value text,
  p_workflow_id text default null,
  p_expires_in interval default '7 days'
) returns public.claims
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  acting text := public.acting_ispb(p_ispb);
  held public.entries;
  opened public.claims;
begin
  perform set_config('app.claimed_key', p_key_type || ':' || p_key_value, true);
  select * into held from public.entries
  where key_type = p_key_type and key_value = p_key_value and deleted_at is null;
  perform set_config('app.claimed_key', '', true);
  if held.id is null then
    raise exception using
      errcode = 'no_data_found',
      message = format('Nobody holds this %s.', p_key_type),
      hint = 'Register it: public.register_key().';
  end if;
  if held.account_ispb = acting then
    raise exception using
      errcode = 'object_not_in_prerequisite_state',
      message = format('%s holds this %s itself.', acting, p_key_type),
      hint = 'Change the entry where the account or its owner is another.';
  end if;
  begin
    insert into public.claims (entry_id, claim_type, claimer_ispb, owner_ispb, workflow_id, expires_at)
    values (held.id, p_claim_type, acting, held.account_ispb, p_workflow_id, now() + p_expires_in)
    returning * into opened;
  exception when unique_violation then
    raise exception using
      errcode = 'unique_violation',
      message = format('This %s is under a claim already.', p_key_type),
      hint = 'Open another when that one is cancelled or completed.';
  end;
  return opened;
end
$$;

create function public.complete_claim(
  p_ispb text,
  p_claim_id uuid,
  p_account_number text,
  p_account_type text,
  p_owner_name text,
  p_owner_document text
) returns public.entries
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  acting text := public.acting_ispb(p_ispb);
  claim public.claims;
  donated public.entries;
  received public.entries;
begin
  select * into donated from public.entries
  where id = (select entry_id from public.claims where id = p_claim_id)
  for no key update;
  select * into claim from public.claims where id = p_claim_id for no key update;
  if claim.id is null then
    raise exception using
      errcode = 'no_data_found',
      message = format('%s takes part in no claim %s.', acting, p_claim_id),
      hint = 'See public.claims, which shows a participant its own.';
  end if;
  if claim.claimer_ispb <> acting then
    raise exception using
      errcode = 'insufficient_privilege',
      message = format('Claim %s is completed by its claimer %s, not by the donor.', claim.id, claim.claimer_ispb),
      hint = 'The donor confirms it: public.confirm_claim().';
  end if;
  -- The donor's silence grants an ownership, and no portability.
  if claim.status <> 'CONFIRMED' and not (
    claim.claim_type = 'OWNERSHIP' and claim.status in ('OPEN', 'WAITING_RESOLUTION') and claim.expires_at <= now()
  ) then
    raise exception using
      errcode = 'object_not_in_prerequisite_state',
      message = format('Claim %s is %s.', claim.id, claim.status),
      hint = 'The donor confirms a claim before it is completed: public.confirm_claim().';
  end if;
  if claim.claim_type = 'PORTABILITY' and p_owner_document is distinct from donated.owner_document then
    raise exception using
      errcode = 'object_not_in_prerequisite_state',
      message = format('Claim %s is a portability, and the document is not that of the key''s owner.', claim.id),
      hint = 'Where the key has another owner now, cancel the claim and open one of OWNERSHIP.';
  end if;
  update public.claims set status = 'COMPLETED', completed_at = now() where id = claim.id;
  update public.entries set deleted_at = now() where id = donated.id;
  insert into public.entries
    (key_type, key_value, account_ispb, account_number, account_type, owner_name, owner_document)
  values (
    donated.key_type, donated.key_value, acting, p_account_number, p_account_type, p_owner_name, p_owner_document
  )
  returning * into received;
  return received;
end
$$;

create function public.set_claim_status(p_ispb text, p_claim_id uuid, p_status text, p_reason text)
returns public.claims
language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
  acting text := public.acting_ispb(p_ispb);
  changed public.claims;
begin
  update public.claims set status = p_status, cancellation_reason = p_reason
  where id = p_claim_id and acting in (owner_ispb, claimer_ispb)
  returning * into changed;
  if not found then
    raise exception using
      errcode = 'no_data_found',
      message = format('%s takes part in no claim %s.', acting, p_claim_id),
      hint = 'See public.claims, which shows a participant its own.';
  end if;
  return changed;
end
$$;

create function public.acknowledge_claim(p_ispb text, p_claim_id uuid) returns public.claims
language sql set search_path = pg_catalog, pg_temp as $$
  select public.set_claim_status(p_ispb, p_claim_id, 'WAITING_RESOLUTION', null)
$$;

create function public.confirm_claim(p_ispb text, p_claim_id uuid) returns public.claims
language sql set search_path = pg_catalog, pg_temp as $$
  select public.set_claim_status(p_ispb, p_claim_id, 'CONFIRMED', null)
$$;

create function public.cancel_claim(p_ispb text, p_claim_id uuid, p_reason text default 'USER_REQUESTED')
returns public.claims
language sql set search_path = pg_catalog, pg_temp as $$
  select public.set_claim_status(p_ispb, p_claim_id, 'CANCELLED', p_reason)
$$;

revoke all on function public.open_claim(text, text, text, text, text, interval) from public;
revoke all on function public.complete_claim(text, uuid, text, text, text, text) from public;

comment on function public.open_claim(text, text, text, text, text, interval) is
  'The claimer opens a claim of 7 days or more; P0002 where nobody holds the key, 55000 where the claimer does or the '
  'type cannot be claimed, 23505 where another claim is open, 22023 where it is shorter.';
comment on function public.complete_claim(text, uuid, text, text, text, text) is
  'The claimer takes the key of a confirmed claim: the donor''s entry is deleted and the claimer''s made, at once. '
  'P0002 where it is no claim of the participant, 42501 where it is the donor''s, 55000 in another status.';
comment on function public.set_claim_status(text, uuid, text, text) is
  'What acknowledge, confirm and cancel share; P0002 where it is no claim of the participant, 55000 where the step is '
  'not allowed.';
comment on function public.acknowledge_claim(text, uuid) is 'The donor has seen the claim.';
comment on function public.confirm_claim(text, uuid) is 'The donor agrees; the claimer may complete.';
comment on function public.cancel_claim(text, uuid, text) is
  'Donor or claimer ends a claim, the key stays; the reason is USER_REQUESTED, ACCOUNT_CLOSURE, FRAUD or '
  'DEFAULT_OPERATION.';

-- migrate:down
