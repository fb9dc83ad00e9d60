-- migrate:up
create table public.orders (
  id bigint generated always as identity primary key,
  customer_id bigint not null,
  placed_at timestamptz not null default now(),
  status text not null default 'placed' check (status in ('placed', 'paid', 'shipped', 'canceled'))
);

create table public.order_lines (
  order_id bigint not null references public.orders (id),
  line smallint not null,
  article text not null,
  quantity integer not null check (quantity > 0),
  price_cents bigint not null check (price_cents >= 0),
  primary key (order_id, line)
);

-- migrate:down
