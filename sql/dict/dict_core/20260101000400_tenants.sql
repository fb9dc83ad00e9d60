-- migrate:up
-- Who a transaction works for. The setting ends with the transaction, so that a pool may hand its connection on.
create function public.set_current_ispb(p_ispb text) returns text
language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
  if p_ispb is null or p_ispb !~ '^[0-9]{8}$' then
    raise exception using
      errcode = 'invalid_parameter_value',
      message = format('%L is no ISPB, which has 8 digits.', left(p_ispb, 40)),
      hint = 'Bind the participant of the request as a parameter: select public.set_current_ispb($1).';
  end if;
  return set_config('app.current_ispb', p_ispb, true);
end
$$;

create function public.acting_ispb(p_ispb text) returns text
language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
  set_before text := nullif(current_setting('app.current_ispb', true), '');
begin
  if coalesce(p_ispb, set_before) is null then
    raise exception using
      errcode = 'insufficient_privilege',
      message = 'This transaction works for no participant.',
      hint = 'Pass the ISPB, or call public.set_current_ispb($1) in the same transaction first.';
  end if;
  if p_ispb <> set_before then
    raise exception using
      errcode = 'insufficient_privilege',
      message = format('This transaction works for %L and not for %L.', set_before, p_ispb),
      hint = 'Use a transaction for each participant.';
  end if;
  return public.set_current_ispb(coalesce(p_ispb, set_before));
end
$$;

comment on function public.set_current_ispb(text) is
  'Says for this transaction, and for no longer, which participant it works for; 22023 where that is no ISPB.';
comment on function public.acting_ispb(text) is
  'The participant that a procedure works for: its argument, or where that is null the transaction''s; 42501 where '
  'there is none or they differ.';
comment on index public.idx_entries_lookup is 'The look-up of a key in any status.';
comment on index public.idx_claims_active is 'Claims that wait for an answer, by when they expire.';

-- migrate:down
