-- migrate:up transaction:false
create index concurrently if not exists idx_claims_active on public.claims (status, expires_at)
  where status in ('OPEN', 'WAITING_RESOLUTION');

-- migrate:down
