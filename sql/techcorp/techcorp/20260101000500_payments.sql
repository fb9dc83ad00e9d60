-- migrate:up

set local role payment_service;

comment on schema payments is 'Money that came and went back; the payment service''s own.';

create table payments.transactions (
  id uuid primary key default gen_random_uuid(),
  order_id uuid not null,
  idempotency_key text not null unique check (idempotency_key <> ''),
  amount numeric(12, 2) not null check (amount > 0),
  currency text not null default 'BRL' check (currency ~ '^[A-Z]{3}$'),
  method text not null check (method in ('card', 'pix', 'boleto')),
  status text not null default 'pending' check (status in ('pending', 'authorized', 'captured', 'failed')),
  provider_reference text,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);

create index transactions_order_id_idx on payments.transactions (order_id);
create index transactions_status_created_at_idx on payments.transactions (status, created_at);

comment on table payments.transactions is 'Attempts to be paid for an order.';
comment on column payments.transactions.order_id is 'The order, as the order service names it.';
comment on column payments.transactions.idempotency_key is 'A request that is sent twice is paid once.';

create table payments.refunds (
  id uuid primary key default gen_random_uuid(),
  transaction_id uuid not null references payments.transactions,
  amount numeric(12, 2) not null check (amount > 0),
  reason text not null check (reason <> ''),
  created_at timestamptz not null default now()
);

create index refunds_transaction_id_idx on payments.refunds (transaction_id);

comment on table payments.refunds is 'Money given back, wholly or in part.';

reset role;

-- migrate:down
