import type { Client } from 'pg';

/** Everything that migrations make in a database, one line each, in words that are alike on every server. */
export async function readCatalog(client: Client): Promise<string[]> {
  await client.query('set search_path to pg_catalog');
  const { rows } = await client.query<{ line: string }>(CATALOG);
  return rows.map(({ line }) => line);
}

/** An index that a killed or failed build left behind. */
export async function readInvalidIndexes(client: Client): Promise<string[]> {
  const { rows } = await client.query<{ name: string }>(
    'select indexrelid::regclass::text as name from pg_index where not (indisvalid and indisready)',
  );
  return rows.map(({ name }) => name);
}

const OWN_SCHEMAS = "not in ('pg_catalog', 'information_schema', 'pg_toast', 'migrations')";

const CATALOG = `
  with own as (select oid, nspname from pg_namespace where nspname ${OWN_SCHEMAS} and nspname !~ '^pg_temp')
  select format('schema %s %s %s comment=%s', nspname, nspowner::regrole, nspacl, obj_description(oid, 'pg_namespace')) as line from pg_namespace
    where oid in (select oid from own)
  union all
  select format('relation %s %s %s %s rls=%s,%s partition=%s comment=%s', relkind, class.oid::regclass,
      relowner::regrole, relacl, relrowsecurity, relforcerowsecurity, pg_get_expr(relpartbound, class.oid),
      obj_description(class.oid, 'pg_class'))
    from pg_class class where relnamespace in (select oid from own)
  union all
  select format('column %s.%s %s notnull=%s default=%s identity=%s generated=%s comment=%s', attrelid::regclass, attname,
      format_type(atttypid, atttypmod), attnotnull, pg_get_expr(adbin, adrelid), attidentity, attgenerated,
      col_description(attrelid, attnum))
    from pg_attribute join pg_class class on class.oid = attrelid
    left join pg_attrdef on adrelid = attrelid and adnum = attnum
    where relnamespace in (select oid from own) and attnum > 0 and not attisdropped
  union all
  select format('index %s', pg_get_indexdef(indexrelid)) from pg_index join pg_class class on class.oid = indexrelid
    where relnamespace in (select oid from own)
  union all
  select format('constraint %s on %s: %s', conname, conrelid::regclass, pg_get_constraintdef(oid)) from pg_constraint
    where connamespace in (select oid from own)
  union all
  select format('view %s: %s', class.oid::regclass, pg_get_viewdef(class.oid)) from pg_class class
    where relkind in ('v', 'm') and relnamespace in (select oid from own)
  union all
  select format('policy %s', to_jsonb(policy)) from pg_policies policy
  union all
  select format('trigger %s %s', pg_get_triggerdef(oid), tgenabled) from pg_trigger where not tgisinternal
  union all
  select format('routine %s %s %s %s comment=%s', pg_get_functiondef(proc.oid), proowner::regrole, proacl, prokind,
      obj_description(proc.oid, 'pg_proc'))
    from pg_proc proc where pronamespace in (select oid from own) and prokind in ('f', 'p')
  union all
  select format('type %s %s %s %s', type.oid::regtype, typowner::regrole, typtype,
      (select array_agg(enumlabel order by enumsortorder) from pg_enum where enumtypid = type.oid))
    from pg_type type where typnamespace in (select oid from own) and typelem = 0
  order by 1`;
