-- migrate:up
-- As the owner, since nobody else may write. Arguments: what it is, the column of whose row it is, and that of the
-- other participant.
create function audit.record_change() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  old_row jsonb := case when tg_op <> 'INSERT' then to_jsonb(old) end;
  new_row jsonb := case when tg_op <> 'DELETE' then to_jsonb(new) end;
  any_row jsonb := coalesce(new_row, old_row);
  event text := case
    when tg_op = 'INSERT' then 'CREATED'
    when tg_op = 'DELETE' then 'REMOVED'
    when old_row ->> 'status' <> new_row ->> 'status' then new_row ->> 'status'
    else 'UPDATED'
  end;
begin
  insert into audit.audit_logs (
    event_type, entity_type, entity_id, user_id, ispb, counterpart_ispb, actor_ispb, action, old_data, new_data,
    ip_address, user_agent
  ) values (
    tg_argv[0] || '_' || event,
    tg_argv[0],
    (any_row ->> 'id')::uuid,
    nullif(current_setting('app.user_id', true), '')::uuid,
    any_row ->> tg_argv[1],
    any_row ->> tg_argv[2],
    nullif(current_setting('app.current_ispb', true), ''),
    tg_op,
    old_row,
    new_row,
    coalesce(nullif(current_setting('app.client_address', true), '')::inet, inet_client_addr()),
    nullif(current_setting('app.user_agent', true), '')
  );
  return null;
end
$$;
revoke all on function audit.record_change() from public;

create trigger entries_audit after insert or update or delete on public.entries
  for each row execute function audit.record_change('ENTRY', 'account_ispb');
create trigger claims_audit after insert or update or delete on public.claims
  for each row execute function audit.record_change('CLAIM', 'owner_ispb', 'claimer_ispb');

comment on function audit.record_change() is
  'Writes the row before and after, with who and when, in the transaction of the change.';
comment on trigger entries_audit on public.entries is 'See audit.record_change().';
comment on trigger claims_audit on public.claims is 'See audit.record_change().';

-- migrate:down
