-- What the other reconcile files share. Statements are worked out first and run one by one; each is said as a notice,
-- so that the log of a run is exactly what was changed. Nothing to change, nothing said.

create function pg_temp.mend(statement text, state text) returns text language sql as $function$
  select case
    when state = '55P03' then 'Another session holds the lock; pg_locks says which. The next run tries again.'
    when statement like 'create extension %' then
      'Build the extension into the image (and preload it where its manual says so), or take it out of the profile.'
    when statement ~ '^alter (role|database) .* set ' then 'Correct the parameter in the profile''s sessionParameters.'
    else 'Change it in the profile or on the server, and run the job again.'
  end
$function$;

create function pg_temp.run(statements text[]) returns void language plpgsql as $function$
declare
  statement text;
  line text;
begin
  foreach statement in array statements loop
    line := regexp_replace(statement, '\s+', ' ', 'g');
    begin
      execute statement;
    exception when others then
      raise exception using
        errcode = sqlstate,
        message = format('%s: %s. %s', line, sqlerrm, pg_temp.mend(statement, sqlstate));
    end;
    raise notice '%', line;
  end loop;
end
$function$;

create function pg_temp.say(lines text[]) returns void language plpgsql as $function$
declare
  line text;
begin
  foreach line in array lines loop
    raise notice '%', line;
  end loop;
end
$function$;

create function pg_temp.refuse(faults text[]) returns void language plpgsql as $function$
begin
  if cardinality(faults) > 0 then
    raise exception '%', array_to_string(faults, ' ');
  end if;
end
$function$;

-- A superuser's REVOKE is done in the owner's name. What somebody else granted, by a grant option, only that one
-- revokes.
create function pg_temp.as_grantor(grantor oid, owner oid, statement text) returns text language sql as $function$
  select case
    when grantor = owner then statement
    else format('set local role %I; %s; reset role', (select rolname from pg_roles where oid = grantor), statement)
  end
$function$;
