-- migrate:up transaction:false
create index concurrently if not exists orders_by_customer on public.orders (customer_id, placed_at);

-- migrate:down
