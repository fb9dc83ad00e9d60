-- migrate:up
-- The key is in the Secret and in the application, never in the database, in SQL files or in arguments. The application
-- hands it to one transaction, as a bind parameter:
--
--   begin;
--   select set_config('app.encryption_key', $1, true);
--   insert into users (..., cpf_encrypted) values (..., encrypt_sensitive($2));
--   commit;
--
-- `true` ends it with the transaction, so that no other client of the pool finds it in the session. A bind parameter is
-- in no text that pg_stat_activity or pg_stat_statements shows, and the profile keeps parameters out of the log
-- (log_parameter_max_length = 0). That needs a driver that binds on the server, such as asyncpg or psycopg 3: psycopg2
-- writes parameters into the statement's text.

create function public.encrypt_sensitive(plain text) returns bytea
language plpgsql volatile strict parallel unsafe
set search_path = pg_catalog, pg_temp
as $function$
declare
  encryption_key text := current_setting('app.encryption_key', true);
begin
  if coalesce(length(encryption_key), 0) < 32 then
    raise exception 'This transaction has no encryption key of 32 characters or more.'
      using errcode = 'object_not_in_prerequisite_state',
        hint = 'select set_config(''app.encryption_key'', $1, true), with the key as a bind parameter.';
  end if;
  return public.pgp_sym_encrypt(plain, encryption_key, 'cipher-algo=aes256');
end
$function$;

comment on function public.encrypt_sensitive(text) is
  'Encrypts with the transaction''s app.encryption_key; an error where there is none.';

create function public.decrypt_sensitive(encrypted bytea) returns text
language plpgsql stable strict parallel unsafe
set search_path = pg_catalog, pg_temp
as $function$
declare
  encryption_key text := current_setting('app.encryption_key', true);
begin
  if coalesce(length(encryption_key), 0) < 32 then
    raise exception 'This transaction has no encryption key of 32 characters or more.'
      using errcode = 'object_not_in_prerequisite_state',
        hint = 'select set_config(''app.encryption_key'', $1, true), with the key as a bind parameter.';
  end if;
  return public.pgp_sym_decrypt(encrypted, encryption_key);
end
$function$;

comment on function public.decrypt_sensitive(bytea) is
  'Decrypts with the transaction''s app.encryption_key; an error where there is none, or another one.';

-- The application has them by its level in the schema; nobody else needs them.
revoke execute on function public.encrypt_sensitive(text), public.decrypt_sensitive(bytea) from public;

-- migrate:down
