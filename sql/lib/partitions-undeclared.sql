-- What the profile declares no longer is not maintained. Its partitions, its default one included, stay as they are.
-- Reads desired_partitions. A schema of that name which the platform has not made is left alone.

do $$
declare
  statements text[];
begin
  if exists (
    select from pg_class class
    join pg_roles role on role.oid = class.relowner
    where class.oid = to_regclass('partitions.config') and class.relkind = 'r' and role.rolsuper
  ) then
    execute $query$
      select array_agg(format(
        'update partitions.config set maintained = false where (table_schema, table_name) = (%L, %L)',
        table_schema, table_name
      ) order by table_schema, table_name)
      from partitions.config held
      where held.maintained and not exists (
        select from pg_temp.desired_partitions desired
        where (desired.table_schema, desired.table_name) = (held.table_schema, held.table_name)
      )
    $query$ into statements;
    perform pg_temp.run(coalesce(statements, '{}'));
  end if;
end
$$;
