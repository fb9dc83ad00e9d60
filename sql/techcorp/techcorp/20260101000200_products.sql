-- migrate:up

set local role catalog_service;

comment on schema products is 'What is sold; the catalog service''s own.';

create table products.categories (
  id bigint generated always as identity primary key,
  parent_id bigint references products.categories check (parent_id <> id),
  name text not null check (name <> ''),
  slug text not null unique check (slug = lower(slug) and slug <> '')
);

create index categories_parent_id_idx on products.categories (parent_id);

comment on table products.categories is 'The tree of categories; a root has no parent.';

create table products.products (
  id uuid primary key default gen_random_uuid(),
  category_id bigint not null references products.categories,
  sku text not null unique check (sku <> ''),
  name text not null check (name <> ''),
  price numeric(12, 2) not null check (price >= 0),
  currency text not null default 'BRL' check (currency ~ '^[A-Z]{3}$'),
  active boolean not null default true,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);

create index products_category_id_idx on products.products (category_id);

comment on table products.products is 'What can be bought; inventory and orders know it by its SKU.';

create table products.attributes (
  product_id uuid not null references products.products on delete cascade,
  name text not null check (name <> ''),
  value text not null,
  primary key (product_id, name)
);

comment on table products.attributes is 'Properties of a product, such as its color or size.';

reset role;

-- migrate:down
