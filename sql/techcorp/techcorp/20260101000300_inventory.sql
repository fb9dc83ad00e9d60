-- migrate:up

set local role inventory_service;

comment on schema inventory is 'What is in stock; the inventory service''s own.';

create table inventory.stock_levels (
  sku text not null,
  warehouse text not null,
  quantity integer not null default 0 check (quantity >= 0),
  reserved integer not null default 0 check (reserved between 0 and quantity),
  updated_at timestamptz not null default now(),
  primary key (sku, warehouse)
);

comment on table inventory.stock_levels is 'How many of a SKU a warehouse holds.';
comment on column inventory.stock_levels.reserved is
  'How many of them are promised to orders; never more than there are.';

create table inventory.reservations (
  id uuid primary key default gen_random_uuid(),
  order_id uuid not null,
  sku text not null,
  warehouse text not null,
  quantity integer not null check (quantity > 0),
  status text not null default 'held' check (status in ('held', 'committed', 'released')),
  created_at timestamptz not null default now(),
  expires_at timestamptz not null,
  foreign key (sku, warehouse) references inventory.stock_levels,
  unique (order_id, sku, warehouse)
);

create index reservations_sku_warehouse_idx on inventory.reservations (sku, warehouse);
create index reservations_held_idx on inventory.reservations (expires_at) where status = 'held';

comment on table inventory.reservations is
  'Stock promised to an order until it is paid, or until the promise runs out.';
comment on column inventory.reservations.order_id is 'The order, as the order service names it.';

reset role;

-- migrate:down
