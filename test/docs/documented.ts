import { Duration, Size } from 'cdk8s';
import {
  AccessLevel,
  App,
  addPlatforms,
  extendProfile,
  Peer,
  PoolMode,
  type PostgresProfile,
  Secrets,
  Target,
  Tls,
  TopologyOverrides,
} from '../../lib';
import { platformPage } from '../../lib/docs/platform-page';
import { resolve } from '../../lib/profile/resolve';
import { profiles } from '../../profiles';
import { Rendered } from '../platforms/rendered';
import { techcorp } from '../profile/techcorp';

/** A platform's page, and the platform as it is read back from its files. */
export interface Documented {
  readonly profile: PostgresProfile;
  readonly page: string;
  readonly rendered: Rendered;
}

export function documented(profile: PostgresProfile): Documented {
  const app = new App();
  addPlatforms(app, [profile]);
  return { profile, page: platformPage(resolve(profile), app.objects()), rendered: new Rendered(app.render()) };
}

/** The rows of the table whose head begins so, as cells without backticks. */
export function rowsOf(page: string, ...head: readonly string[]): string[][] {
  const lines = page.split('\n');
  const start = lines.findIndex((line) => line.startsWith(`| ${head.join(' | ')} |`));
  if (start < 0) throw new Error(`the page has no table ${head.join(', ')}`);
  const end = lines.findIndex((line, index) => index > start && !line.startsWith('|'));
  return lines.slice(start + 2, end).map((line) => line.slice(2, -2).replaceAll('`', '').split(' | '));
}

/** What neither dict nor techcorp has: the Secret from a store, certificates that are brought, scaled session pools. */
export const production = extendProfile(techcorp, {
  name: 'techcorp-production',
  namespace: { name: 'production' },
  topology: TopologyOverrides.replicated({
    members: { count: 3, storage: { size: Size.tebibytes(4) } },
    sets: { analytics: null, replica: { toleratedLag: Duration.minutes(2) } },
  }),
  objectives: { rto: Duration.minutes(10) },
  roles: { 'Odd "role"/name': { passwordKey: 'odd-password' } },
  databases: { techcorp: { access: { 'Odd "role"/name': AccessLevel.READ } } },
  pools: {
    'techcorp-pgbouncer': {
      mode: PoolMode.SESSION,
      port: 6433,
      autoscaling: { maxReplicas: 3 },
      settings: { defaultPoolSize: 20 },
    },
  },
  access: {
    analysts: null,
    tools: {
      roles: ['analyst'],
      databases: ['techcorp'],
      clients: { admin: Peer.pods('tools', { app: 'admin', tier: 'back' }) },
      maxConnections: 5,
    },
    readers: {
      roles: ['analyst'],
      databases: ['techcorp'],
      clients: { reports: Peer.namespace('reports') },
      maxConnections: 5,
      target: Target.STANDBYS,
    },
  },
  images: { pullSecrets: ['registry'] },
  secrets: Secrets.external({ name: 'techcorp-secrets', store: 'vault', remoteKey: 'platforms/techcorp' }),
  tls: Tls.existing({ serverSecret: 'brought-server', poolSecret: 'brought-pool' }),
});

/** Every platform that is shipped, and what they do not have. */
export const all: readonly PostgresProfile[] = [...profiles, { ...techcorp, name: 'sets' }, production];
