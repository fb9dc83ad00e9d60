import { type Major, majors } from '../../lib/parameters';
import { parameterTable } from '../../lib/parameters/tables';
import { inBaseUnit } from '../../lib/parameters/units';
import { SERVER_DEFAULTS } from '../../lib/profile/server-defaults';
import { startEmbeddedServer } from '../../scripts/embedded-postgres';

/** Patroni sets it: PostgreSQL keeps nothing. */
const PATRONIS_OWN = 'wal_keep_size';

describe.each(majors)('what PostgreSQL %i runs with where nobody says otherwise', (major) => {
  test('is what the proofs calculate with', async () => {
    const server = await startEmbeddedServer(major);
    const client = await server.connect();
    try {
      const names = Object.keys(SERVER_DEFAULTS).filter((name) => name !== PATRONIS_OWN);
      const { rows } = await client.query('select name, boot_val from pg_settings where name = any($1)', [names]);
      const real = rows.map(({ name, boot_val: text }) => [name, inBase(major, name, text)]);
      // PostgreSQL 15 does not reserve connections.
      const missing = major < 16 ? { reserved_connections: 0 } : {};
      const expected = Object.entries(SERVER_DEFAULTS).filter(([name]) => name !== PATRONIS_OWN);
      expect({ ...Object.fromEntries(real), ...missing }).toEqual(Object.fromEntries(expected));
    } finally {
      await client.end();
      await server.stop();
    }
  });
});

function inBase(major: Major, name: string, text: string): number {
  if (text === 'on' || text === 'off') return Number(text === 'on');
  const { unit } = parameterTable(major)[name] ?? {};
  return unit === undefined || Number(text) < 0 ? Number(text) : inBaseUnit(unit, Number(text));
}
