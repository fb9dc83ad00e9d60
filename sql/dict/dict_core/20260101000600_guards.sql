-- migrate:up
-- Rules that hold whoever writes, by a procedure or by a statement of its own.
create function public.guard_entry() returns trigger
language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
  if old.deleted_at is not null then
    raise exception using
      errcode = 'object_not_in_prerequisite_state',
      message = format('Entry %s is deleted, and its row is history.', old.id),
      hint = 'Register the key again: public.register_key().';
  end if;
  if (new.id, new.key_type, new.key_value, new.account_ispb, new.created_at)
    is distinct from (old.id, old.key_type, old.key_value, old.account_ispb, old.created_at)
  then
    raise exception using
      errcode = 'object_not_in_prerequisite_state',
      message = format('Entry %s: key, participant and time of registration never change.', old.id),
      hint = 'Delete the entry and register the other key. A key goes to another participant by a claim.';
  end if;
  if new.status = 'DELETED' or new.deleted_at is not null then
    if exists (
      select from public.claims
      where entry_id = old.id and status in ('OPEN', 'WAITING_RESOLUTION', 'CONFIRMED')
    ) then
      raise exception using
        errcode = 'object_not_in_prerequisite_state',
        message = format('Entry %s is under a claim.', old.id),
        hint = 'Confirm or cancel the claim first: public.confirm_claim(), public.cancel_claim().';
    end if;
    new.status := 'DELETED';
    new.deleted_at := coalesce(new.deleted_at, now());
  end if;
  new.updated_at := now();
  return new;
end
$$;

-- Silence of the donor grants an ownership, so the time to answer is not the claimer's to shorten.
create function public.guard_new_claim() returns trigger
language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
  if not row_security_active(tg_relid) then
    return new;
  end if;
  new.created_at := now();
  new.updated_at := now();
  if new.expires_at < now() + interval '7 days' then
    raise exception using
      errcode = 'invalid_parameter_value',
      message = format('A claim that expires at %s leaves the donor less than 7 days.', new.expires_at),
      hint = 'Pass no expiry to public.open_claim(), or one of 7 days and more.';
  end if;
  return new;
end
$$;

create function public.guard_claim() returns trigger
language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
  acting text := nullif(current_setting('app.current_ispb', true), '');
  side text := case acting when old.owner_ispb then 'donor' when old.claimer_ispb then 'claimer' end;
  in_procedure boolean := current_user = (select pg_get_userbyid(relowner) from pg_class where oid = tg_relid);
begin
  if (new.id, new.entry_id, new.claim_type, new.claimer_ispb, new.owner_ispb, new.expires_at, new.created_at)
    is distinct from
    (old.id, old.entry_id, old.claim_type, old.claimer_ispb, old.owner_ispb, old.expires_at, old.created_at)
  then
    raise exception using
      errcode = 'object_not_in_prerequisite_state',
      message = format('Claim %s: what it is about, its participants and its times never change.', old.id),
      hint = 'Cancel the claim and open another.';
  end if;
  if new.status <> old.status and not exists (
    select from (values
      ('OPEN', 'WAITING_RESOLUTION', 'donor'),
      ('OPEN', 'CONFIRMED', 'donor'),
      ('WAITING_RESOLUTION', 'CONFIRMED', 'donor'),
      ('OPEN', 'CANCELLED', 'donor'),
      ('WAITING_RESOLUTION', 'CANCELLED', 'donor'),
      ('OPEN', 'CANCELLED', 'claimer'),
      ('WAITING_RESOLUTION', 'CANCELLED', 'claimer'),
      ('CONFIRMED', 'CANCELLED', 'claimer'),
      ('OPEN', 'COMPLETED', 'procedure'),
      ('WAITING_RESOLUTION', 'COMPLETED', 'procedure'),
      ('CONFIRMED', 'COMPLETED', 'procedure')
    ) allowed (status_before, status_after, by)
    where (status_before, status_after) = (old.status, new.status)
      and case
        when by = 'procedure' then in_procedure
        else by = side or not row_security_active(tg_relid)
      end
  ) then
    raise exception using
      errcode = 'object_not_in_prerequisite_state',
      message = format(
        'Claim %s is %s; %s may not make it %s.', old.id, old.status, coalesce('its ' || side, 'nobody'), new.status
      ),
      hint = 'The donor acknowledges, confirms or cancels; the claimer cancels, or calls public.complete_claim().';
  end if;
  if new.status in ('WAITING_RESOLUTION', 'CONFIRMED') and new.status <> old.status
    and old.claim_type = 'PORTABILITY' and old.expires_at <= now()
  then
    raise exception using
      errcode = 'object_not_in_prerequisite_state',
      message = format('Claim %s expired at %s without an answer.', old.id, old.expires_at),
      hint = 'Cancel it with the reason DEFAULT_OPERATION; the claimer may open another.';
  end if;
  new.updated_at := now();
  return new;
end
$$;

-- The lock makes whoever deletes the entry wait for the claim, or the claim for them. As the owner, since the entry is
-- the donor's; for the claimer, whoever inserts.
create function public.hold_claimed_entry() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  set_before text := current_setting('app.current_ispb', true);
  claimed text;
begin
  perform set_config('app.current_ispb', new.claimer_ispb, true);
  select key_type into claimed from public.entries
  where id = new.entry_id and deleted_at is null for no key update;
  perform set_config('app.current_ispb', coalesce(set_before, ''), true);
  if claimed is null then
    raise exception using
      errcode = 'object_not_in_prerequisite_state',
      message = format('Entry %s is deleted: nobody holds that key by it.', new.entry_id),
      hint = 'Register the key, or open a claim to the entry that has it now: public.open_claim().';
  end if;
  if claimed = 'EVP' or (new.claim_type = 'OWNERSHIP' and claimed not in ('PHONE', 'EMAIL')) then
    raise exception using
      errcode = 'object_not_in_prerequisite_state',
      message = format('There is no claim of %s to a key of type %s.', new.claim_type, claimed),
      hint = 'PORTABILITY is for CPF, CNPJ, PHONE and EMAIL, OWNERSHIP for PHONE and EMAIL.';
  end if;
  return null;
end
$$;
revoke all on function public.hold_claimed_entry() from public;

create trigger entries_guard before update on public.entries for each row execute function public.guard_entry();
create trigger claims_guard_new before insert on public.claims
  for each row execute function public.guard_new_claim();
create trigger claims_guard before update on public.claims for each row execute function public.guard_claim();
create trigger claims_hold_entry after insert on public.claims
  for each row execute function public.hold_claimed_entry();

comment on function public.guard_entry() is
  'Entries keep key and participant, are deleted for good, and not while a claim is open; 55000 otherwise.';
comment on function public.guard_new_claim() is 'A claim begins now and leaves the donor 7 days; 22023 otherwise.';
comment on function public.guard_claim() is
  'Which participant may bring a claim from which status to which; 55000 otherwise.';
comment on function public.hold_claimed_entry() is
  'A claim is to a live entry of a type that can be claimed, which stays as it is until the claim is stored.';
comment on trigger entries_guard on public.entries is 'See public.guard_entry().';
comment on trigger claims_guard_new on public.claims is 'See public.guard_new_claim().';
comment on trigger claims_guard on public.claims is 'See public.guard_claim().';
comment on trigger claims_hold_entry on public.claims is 'See public.hold_claimed_entry().';

-- migrate:down
