-- What pg_rewind needs on its source, as its manual says. The functions are those of the database it connects to.
-- Reads rewind_role. See https://www.postgresql.org/docs/current/app-pgrewind.html

select pg_temp.run(array(
  select format('grant execute on function %s to %I', proc.oid::regprocedure, role.name)
  from pg_proc proc
  cross join rewind_role role
  where proc.oid in (
      'pg_ls_dir(text, boolean, boolean)'::regprocedure,
      'pg_stat_file(text, boolean)'::regprocedure,
      'pg_read_binary_file(text)'::regprocedure,
      'pg_read_binary_file(text, bigint, bigint, boolean)'::regprocedure
    )
    and not exists (
      select from aclexplode(proc.proacl) held where pg_get_userbyid(nullif(held.grantee, 0)) = role.name
    )
  order by proc.oid::regprocedure::text
));
