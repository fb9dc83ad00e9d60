import { readFileSync } from 'node:fs';
import path from 'node:path';
import { Cron, Duration, Size } from 'cdk8s';
import { Cpu } from 'cdk8s-plus-28';
import {
  extendProfile,
  ObjectStore,
  Peer,
  PostgresOverrides,
  type PostgresProfile,
  type ProfileOverrides,
  Secrets,
  Special,
  Target,
  TopologyOverrides,
  WalCompression,
} from '../../lib';
import { descriptor } from '../../lib/profile/descriptor.generated';
import { environments, profiles } from '../../profiles';
import { dict } from '../../profiles/dict';
import { differences, environmentsPage } from '../../scripts/docs/environments-page';
import { generateDocs } from '../../scripts/generate-docs';
import { services } from '../profile/examples';
import { techcorp } from '../profile/techcorp';
import { production, rowsOf } from './documented';

const ROOT = path.join(__dirname, '../..');

/** The rows of the page of a profile and the same with overrides. */
function rows(base: PostgresProfile, overrides: ProfileOverrides): string[][] {
  return rowsOf(environmentsPage('system', [base, extendProfile(base, overrides)], ROOT), 'field of the profile');
}

describe('the environments of one system', () => {
  it.each([dict, techcorp, services])('A1 have no line where nothing differs: $name', (profile) => {
    expect(differences([profile, extendProfile(profile, {})])).toEqual([]);
  });

  it('A1 have a line for each value that differs, in the words of whoever writes it', () => {
    const changed = rows(dict, {
      namespace: { name: 'homologation' },
      postgres: PostgresOverrides.v16({
        parameters: {
          maxConnections: 100,
          walCompression: WalCompression.OFF,
          maxSlotWalKeepSize: Special.UNLIMITED,
          logMinDurationStatement: Duration.millis(250),
        },
      }),
      topology: TopologyOverrides.replicated({
        members: { storage: { size: Size.gibibytes(20) }, resources: { cpu: { request: Cpu.millis(500) } } },
      }),
      pools: {
        pgbouncer: {
          databases: { temporal: { target: Target.set('reports') } },
          clients: { core: Peer.namespace('core') },
        },
      },
      backups: {
        dumps: { schedule: { at: Cron.schedule({ hour: '4', minute: '30' }) }, stagingSize: Size.mebibytes(512) },
      },
      secrets: Secrets.external({ name: 'postgres-secrets', store: 'vault', remoteKey: 'dict' }),
    });
    expect(changed).toEqual([
      ['namespace.name', 'postgres', 'homologation'],
      ['postgres.parameters.maxConnections', '200', '100'],
      ['postgres.parameters.walCompression', 'on', 'off'],
      ['postgres.parameters.maxSlotWalKeepSize', '32Gi', 'Special.UNLIMITED'],
      ['postgres.parameters.logMinDurationStatement', '1 s', '250 ms'],
      ['topology.members.resources.cpu.request', '2', '500m'],
      ['topology.members.storage.size', '100Gi', '20Gi'],
      ['pools.pgbouncer.databases.temporal.target', 'Target.PRIMARY', "Target.set('reports')"],
      ['pools.pgbouncer.clients.core', 'app=core-dict in dict', 'namespace core'],
      ['backups.dumps.schedule.at', '0 3 * * *', '30 4 * * *'],
      ['backups.dumps.stagingSize', '50Gi', '512Mi'],
      ['secrets', 'Secrets.existing', 'Secrets.external'],
      ['secrets.store', '—', 'vault'],
      ['secrets.remoteKey', '—', 'dict'],
    ]);
  });

  it('A1 say what holds where only one of them says something', () => {
    expect(
      rows(techcorp, {
        topology: TopologyOverrides.replicated({ members: { startupTimeout: Duration.hours(1) } }),
        objectives: { rto: Duration.minutes(5) },
        access: { analysts: { target: null } },
      }),
    ).toEqual([
      ['topology.members.startupTimeout', 'default: Duration.hours(6)', '1 h'],
      ['objectives.rto', '—', '5 min'],
      ['access.analysts.target', "Target.set('analytics')", 'default: Target.PRIMARY'],
    ]);
  });

  it('A1 name no folder of the machine on which they were compared', () => {
    const [row, ...others] = rows(dict, { databases: { dict_core: { migrations: { path: '/elsewhere/dict_core' } } } });
    expect(others).toEqual([]);
    expect(row).toEqual(['databases.dict_core.migrations.path', 'sql/dict/dict_core', '/elsewhere/dict_core']);
  });

  it('A1 have what a map or a list has in one of them only, wherever it stands', () => {
    const paths = rows(techcorp, {
      objectives: { rto: Duration.minutes(5) },
      pools: { extra: { replicas: 1, databases: { techcorp: {} } } },
      topology: TopologyOverrides.replicated({
        members: { placement: { tolerations: [{ key: 'databases', value: 'yes' }] } },
        sets: { analytics: null },
      }),
      backups: {
        physical: {
          full: { at: Cron.daily() },
          repositories: {
            main: ObjectStore.s3({ bucket: 'b', prefix: 'p', region: 'r', credentials: { secret: 's' } }),
          },
          retention: Duration.days(7),
        },
      },
    }).map(([first, before, after]) => [first, before === '—', after === '—']);
    expect(paths).toEqual(
      expect.arrayContaining([
        ['pools.extra.replicas', true, false],
        ['topology.members.placement.tolerations[0].key', true, false],
        ['topology.sets.analytics.count', false, true],
        ['topology.sets.analytics.parameters.hotStandbyFeedback', false, true],
        ['backups.physical.repositories.main.bucket', true, false],
        ['backups.physical.retention', true, false],
      ]),
    );
    const fields = descriptor.interfaces[descriptor.root]?.fields.map(({ name }) => name) ?? [];
    const places = paths.map(([first]) => fields.indexOf(String(first).split('.')[0] ?? ''));
    expect(places).toEqual([...places].sort((one, other) => one - other));
  });

  it('A1 may be three, each with a link to its page', () => {
    const third = extendProfile(techcorp, { name: 'techcorp-test', namespace: { name: 'test' } });
    const page = environmentsPage('techcorp', [third, techcorp, production], ROOT);
    expect(page).toContain(
      '[test](../platforms/techcorp-test.md), [techcorp](../platforms/techcorp.md), [production](',
    );
    expect(rowsOf(page, 'field of the profile', 'test', 'techcorp', 'production')[0]).toEqual([
      'name',
      'techcorp-test',
      'techcorp',
      'techcorp-production',
    ]);
  });

  it('A1 are platforms of this app, each of one system, whose page is there', () => {
    const named = Object.values(environments).flat();
    expect(named.filter((profile) => !profiles.includes(profile))).toEqual([]);
    expect(new Set(named).size).toBe(named.length);
    const generated = generateDocs();
    for (const [system, members] of Object.entries(environments)) {
      expect(readFileSync(path.join(ROOT, 'docs/environments', `${system}.md`), 'utf8')).toContain('| field of the');
      for (const { name } of members) {
        expect(generated.get(`docs/platforms/${name}.md`)).toContain(`[${system}](../environments/${system}.md)`);
      }
    }
  });
});
