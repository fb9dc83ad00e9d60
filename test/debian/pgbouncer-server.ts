import { execFileSync } from 'node:child_process';
import * as path from 'node:path';
import type { EmbeddedServer } from '../../scripts/embedded-postgres';

/** Passwords with everything that a file or a URL could trip over. */
export const PASSWORDS = { app: 'a "quoted" pässword; \\', operator: 'operator-secret', boss: 'boss-secret' };
export const LOOKUP_PASSWORDS = { first: 'first"lookup; \'#', second: 'second" lookup' };

export const OPERATIONS = path.join(__dirname, '../../lib/operations');

/** The environment of the containers beside PgBouncer, whose folders are in one. */
export function podEnvironment(folder: string, port: number, serverPort: number): NodeJS.ProcessEnv {
  const at = (name: string) => path.join(folder, name);
  return {
    PATH: process.env.PATH,
    LOOKUP_ROLE: 'lookup',
    PASSWORD_FILE: at('lookup/password'),
    AUTH_FILE: at('active/userlist.txt'),
    WATCHED: [at('config'), at('tls')].join(' '),
    CONFIG_FILE: at('config/pgbouncer.ini'),
    ACTIVE_FILE: at('active/pgbouncer.ini'),
    WRITE_USERLIST: path.join(OPERATIONS, 'pgbouncer-userlist.sh'),
    INTERVAL: '1',
    LOOKUP_HOST: '127.0.0.1',
    LOOKUP_PORT: String(serverPort),
    LOOKUP_DATABASE: 'app',
    SERVER_CA: at('tls/ca.crt'),
    PGHOST: at('socket'),
    PGPORT: String(port),
  };
}

/** What identifies the certificate that a port shows to clients of PostgreSQL's protocol. */
export function certificateOf(port: number): string {
  const show = `openssl s_client -starttls postgres -connect 127.0.0.1:${port} </dev/null 2>/dev/null`;
  const command = `${show} | openssl x509 -noout -fingerprint`;
  return execFileSync('sh', ['-c', command], { stdio: ['ignore', 'pipe', 'ignore'] }).toString();
}

/** Roles, databases and the lookup function, as the reconcile job makes them. */
export async function createRoles(server: EmbeddedServer): Promise<void> {
  const client = await server.connect();
  const literal = (text: string) => client.escapeLiteral(text);
  await client.query(`create role lookup login password ${literal(LOOKUP_PASSWORDS.first)}`);
  await client.query(`create role app login password ${literal(PASSWORDS.app)}`);
  await client.query(`create role operator login password ${literal(PASSWORDS.operator)}`);
  await client.query(`create role boss login superuser password ${literal(PASSWORDS.boss)}`);
  await client.query('create database app owner app');
  await client.query(`create database "odd 'name'" owner app`);
  await client.end();
  for (const database of ['app', "odd 'name'"]) {
    const connected = await server.connect(database);
    await connected.query(LOOKUP_FUNCTION);
    await connected.end();
  }
}

const LOOKUP_FUNCTION = `
  create schema pgbouncer;
  grant usage on schema pgbouncer to lookup;
  create function pgbouncer.user_lookup(role text) returns table (name text, secret text)
    language sql security definer set search_path = pg_catalog, pg_temp as $$
      select rolname::text, rolpassword from pg_authid
      where rolname = role and rolcanlogin and not rolsuper and (rolvaliduntil is null or rolvaliduntil > now())
    $$;
  revoke all on function pgbouncer.user_lookup(text) from public;
  grant execute on function pgbouncer.user_lookup(text) to lookup;
`;
