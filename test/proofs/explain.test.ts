import { spawnSync } from 'node:child_process';
import * as path from 'node:path';
import { resolve } from '../../lib/profile/resolve';
import { explain } from '../../lib/proofs/explain';
import { dict } from '../../profiles/dict';
import { techcorp } from '../profile/techcorp';

const ROOT = path.join(__dirname, '../..');
const run = (...names: string[]) =>
  spawnSync(process.execPath, ['scripts/synth.js', 'scripts/explain.ts', ...names], { cwd: ROOT, encoding: 'utf8' });

describe('what the proofs say, for people', () => {
  const text = explain(resolve(dict));

  test('D26 has each objective with its terms, and what they add up to', () => {
    expect(text).toContain(
      [
        '### RTO: an instance is lost, or hangs',
        '',
        '| term | s | how |',
        '|---|---:|---|',
        "| the leader's lock expires, or the container is killed | 31 | the longer of ttl 30 s and the probe's 3 x 10 s + 1 s |",
        '| a standby notices (loop_wait) | 10 |  |',
        '| replay behind queries (max_standby_streaming_delay) | 30 |  |',
        '| promotion | 10 |  |',
        '| only the new primary is behind the Service | 5 |  |',
        '| pools connect again | 7 | server_connect_timeout + server_login_retry |',
        '| **together** | **93** | of 1800 |',
      ].join('\n'),
    );
    expect(text).toContain('### Availability: 99.9 % of 30 days');
  });

  test('D14 D4 has the connections and the memory of each kind of server as tables', () => {
    expect(text).toContain('### Connections to each server of the members');
    expect(text).toContain('| **together** | **197** | of 200 |');
    expect(text).toContain('| sessions | 4137 | 197 x (16 MiB work_mem + 5 MiB) |');
    for (const servers of ['the members', 'the set "replica"', 'the set "analytics"']) {
      expect(explain(resolve(techcorp))).toContain(`### Memory of each server of ${servers}`);
    }
  });

  test('names the warnings that are accepted, with the reason', () => {
    expect(text).toMatch(/^- `hash-memory` \(.*\), because look-ups by key and short transactions.*10829 MiB/m);
    expect(explain(resolve({ ...dict, accepts: {} }))).toMatch(/### Warnings\n\n- `hash-memory`/);
  });

  test('is printed by `npm run explain -- dict`, and for no platform that is not there', () => {
    const { status, stdout, stderr } = run('dict');
    expect([status, stderr]).toEqual([0, '']);
    expect(stdout).toBe(`# dict\n\n${text}\n`);
    const missing = run('dcit');
    expect([missing.status, missing.stdout]).toEqual([1, '']);
    expect(missing.stderr).toBe('dcit: no profile is called so. Did you mean "dict"?\n');
  });
});
