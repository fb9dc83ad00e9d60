-- migrate:up

set local role order_service;

comment on schema orders is 'Orders and how they went; the order service''s own.';

create table orders.orders (
  id uuid primary key default gen_random_uuid(),
  user_id uuid not null,
  status text not null default 'placed' check (status in ('placed', 'paid', 'shipped', 'delivered', 'canceled')),
  total numeric(12, 2) not null check (total >= 0),
  currency text not null default 'BRL' check (currency ~ '^[A-Z]{3}$'),
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);

create index orders_user_id_created_at_idx on orders.orders (user_id, created_at);
create index orders_status_created_at_idx on orders.orders (status, created_at);

comment on table orders.orders is 'What a user has ordered.';
comment on column orders.orders.user_id is 'The user, as the user service names it.';

create table orders.order_items (
  order_id uuid not null references orders.orders on delete cascade,
  line integer not null check (line > 0),
  sku text not null,
  quantity integer not null check (quantity > 0),
  unit_price numeric(12, 2) not null check (unit_price >= 0),
  primary key (order_id, line)
);

create index order_items_sku_idx on orders.order_items (sku);

comment on table orders.order_items is 'The lines of an order, at the price of that day.';

create table orders.order_history (
  id bigint generated always as identity primary key,
  order_id uuid not null references orders.orders on delete cascade,
  status text not null,
  note text,
  created_at timestamptz not null default now()
);

create index order_history_order_id_created_at_idx on orders.order_history (order_id, created_at);

comment on table orders.order_history is 'Each status that an order has had, and when.';

reset role;

-- migrate:down
