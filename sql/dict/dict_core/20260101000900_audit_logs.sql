-- migrate:up
-- What happened to whom (D12), by month. The schema is closed to applications: triggers write, a view reads.
-- pg_partman attaches partitions that it made by LIKE, which carries defaults over and no identity: hence a sequence.
create table audit.audit_logs (
  id bigserial not null,
  event_type text not null,
  entity_type text not null,
  entity_id uuid not null,
  user_id uuid,
  ispb text,
  counterpart_ispb text,
  actor_ispb text,
  action text not null,
  old_data jsonb,
  new_data jsonb,
  ip_address inet,
  user_agent text,
  database_user text not null default session_user,
  transaction_id xid8 not null default pg_current_xact_id(),
  created_at timestamptz not null default now(),
  constraint audit_logs_pkey primary key (id, created_at)
) partition by range (created_at);

create table audit.audit_logs_default partition of audit.audit_logs default;

create index idx_audit_logs_entity on audit.audit_logs (entity_type, entity_id);
create index idx_audit_logs_ispb on audit.audit_logs (ispb);
create index idx_audit_logs_counterpart on audit.audit_logs (counterpart_ispb) where counterpart_ispb is not null;
create index idx_audit_logs_event on audit.audit_logs (event_type);

-- A second wall behind the schema. No policy lets anybody, the owner included, update or delete by this table.
alter table audit.audit_logs enable row level security;
alter table audit.audit_logs force row level security;
create policy audit_logs_isolation_policy on audit.audit_logs for select
  using (nullif(current_setting('app.current_ispb', true), '') in (ispb, counterpart_ispb));
create policy audit_logs_insert_policy on audit.audit_logs for insert to current_role with check (true);

-- Reconcile gives applications every right on the rows of what lies in public: a trigger refuses what they may not
-- change.
create view public.audit_logs with (security_barrier = true) as
  select id, event_type, entity_type, entity_id, user_id, ispb, counterpart_ispb, actor_ispb, action, old_data,
    new_data, ip_address, user_agent, database_user, transaction_id, created_at
  from audit.audit_logs
  where nullif(current_setting('app.current_ispb', true), '') in (ispb, counterpart_ispb);

create function public.refuse_audit_change() returns trigger
language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
  raise exception using
    errcode = 'insufficient_privilege',
    message = 'Audit logs are written by triggers alone, and never changed.',
    hint = 'Change the entry or the claim; its row is written with it.';
end
$$;
create trigger audit_logs_append_only instead of insert or update or delete on public.audit_logs
  for each row execute function public.refuse_audit_change();

comment on schema audit is 'Audit logs and their partitions. No application has any right here.';
comment on table audit.audit_logs is 'One row for each change of an entry or a claim, by month.';
comment on table audit.audit_logs_default is 'Rows of months that have no partition; there should be none.';
comment on column audit.audit_logs.id is 'Order of writing.';
comment on column audit.audit_logs.event_type is
  'What happened: ENTRY_CREATED, ENTRY_DELETED, CLAIM_CONFIRMED and so on.';
comment on column audit.audit_logs.entity_type is 'ENTRY or CLAIM.';
comment on column audit.audit_logs.entity_id is 'The row''s id.';
comment on column audit.audit_logs.user_id is 'The person, where the application has set app.user_id.';
comment on column audit.audit_logs.ispb is 'Whose row it is; of a claim, the donor.';
comment on column audit.audit_logs.counterpart_ispb is 'Of a claim, the claimer.';
comment on column audit.audit_logs.actor_ispb is
  'The participant that the transaction worked for; null where an administrator did it.';
comment on column audit.audit_logs.action is 'INSERT, UPDATE or DELETE.';
comment on column audit.audit_logs.old_data is 'The row before.';
comment on column audit.audit_logs.new_data is 'The row after.';
comment on column audit.audit_logs.ip_address is
  'The client, where the application has set app.client_address; otherwise who is connected, which is the pool.';
comment on column audit.audit_logs.user_agent is 'The client''s program, where the application has set app.user_agent.';
comment on column audit.audit_logs.database_user is 'The role that logged in.';
comment on column audit.audit_logs.transaction_id is 'Rows of one transaction have the same.';
comment on column audit.audit_logs.created_at is 'When the transaction began; the partition goes by it.';
comment on index audit.idx_audit_logs_entity is 'The history of an entry or a claim.';
comment on index audit.idx_audit_logs_ispb is 'What happened to a participant.';
comment on index audit.idx_audit_logs_counterpart is 'What happened to the claims of a participant.';
comment on index audit.idx_audit_logs_event is 'Rows by event.';
comment on policy audit_logs_isolation_policy on audit.audit_logs is 'A participant sees what happened to its own.';
comment on policy audit_logs_insert_policy on audit.audit_logs is 'The trigger writes, as the owner.';
comment on view public.audit_logs is 'What happened to the participant''s own entries and claims, to read.';
comment on function public.refuse_audit_change() is 'Refuses to write, 42501.';
comment on trigger audit_logs_append_only on public.audit_logs is 'See public.refuse_audit_change().';

-- migrate:down
