-- No pool leads to this database: nobody looks secrets up in it, if somebody ever did. The function stays, its owner's
-- alone. One of that name that the platform has not made, which its comment tells, is left as it is.

create temporary view lookup_privileges as
  select held.grantee, held.grantor, proc.proowner as owner, format('function %s', proc.oid::regprocedure) as target
  from pg_proc proc
  cross join lateral aclexplode(coalesce(proc.proacl, acldefault('f', proc.proowner))) held
  where proc.oid = to_regprocedure('pgbouncer.user_lookup(text)')
    and obj_description(proc.oid, 'pg_proc') = 'The SCRAM secret of a role that pools may log in as.';

select pg_temp.run(array(
  select distinct pg_temp.as_grantor(grantor, owner, format(
    'revoke all on %s from %s cascade',
    target, case when grantee = 0 then 'public' else quote_ident(pg_get_userbyid(grantee)) end
  ))
  from lookup_privileges
  where grantee <> owner
));
