-- migrate:up
-- Procedures (D27) are one statement each, for transaction pooling. Their first argument is the participant; null means
-- the one that the transaction has set.
create function public.register_key(
  p_ispb text,
  p_key_type text,
  p_key_value text,
  p_account_number text,
  p_account_type text,
  p_owner_name text,
  p_owner_document text
) returns public.entries
language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
  acting text := public.acting_ispb(p_ispb);
  registered public.entries;
begin
  insert into public.entries
    (key_type, key_value, account_ispb, account_number, account_type, owner_name, owner_document)
  values (p_key_type, p_key_value, acting, p_account_number, p_account_type, p_owner_name, p_owner_document)
  returning * into registered;
  return registered;
exception when unique_violation then
  raise exception using
    errcode = 'unique_violation',
    message = format('This %s is registered already.', p_key_type),
    hint = 'Where another participant holds it, open a claim: public.open_claim().';
end
$$;

create function public.delete_key(p_ispb text, p_key_type text, p_key_value text) returns public.entries
language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
  acting text := public.acting_ispb(p_ispb);
  deleted public.entries;
begin
  update public.entries set deleted_at = now()
  where key_type = p_key_type and key_value = p_key_value and account_ispb = acting and deleted_at is null
  returning * into deleted;
  if not found then
    raise exception using
      errcode = 'no_data_found',
      message = format('%s holds no such %s.', acting, p_key_type),
      hint = 'It was deleted or moved, or belongs to another participant.';
  end if;
  return deleted;
end
$$;

comment on function public.register_key(text, text, text, text, text, text, text) is
  'Registers a key for a participant; 23505 where somebody holds it, 23514 where a value has not the shape of its '
  'type.';
comment on function public.delete_key(text, text, text) is
  'Gives a key up; its row stays as history, and the key is free. P0002 where the participant does not hold it, 55000 '
  'while it is under a claim.';

-- migrate:down
