-- migrate:up transaction:false
create index concurrently if not exists idx_entries_lookup on public.entries (key_type, key_value, status);

-- migrate:down
