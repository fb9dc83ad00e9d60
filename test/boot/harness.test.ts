import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { missing } from './booted';
import { Cluster } from './harness/cluster';
import { answer } from './harness/dns';
import { environment } from './harness/environment';
import { checkFields, UNLIKE_A_CLUSTER } from './harness/limits';
import type { Manifest, Secret } from './harness/manifests';
import { Objects } from './harness/objects';
import type { Pod } from './harness/pod';
import { mustRun } from './harness/run';
import { generateSecrets } from './harness/secrets';
import { serviceNames } from './harness/services';

const lack = missing();

const POD = { name: 'db-0', namespace: 'here', address: '10.88.0.10', labels: { app: 'db' } };

describe('the harness', () => {
  it('resolves variables as the kubelet does', () => {
    const objects = new Objects();
    objects.put({ kind: 'Secret', metadata: { name: 's', namespace: 'here' }, stringData: { key: 'x' } } as Manifest);
    const variables = [
      { name: 'NAME', valueFrom: { fieldRef: { fieldPath: 'metadata.name' } } },
      { name: 'ADDRESS', value: '$(NAME).svc $(LATER) $$(NAME)' },
      { name: 'LATER', valueFrom: { secretKeyRef: { name: 's', key: 'key' } } },
      { name: 'OPTIONAL', valueFrom: { secretKeyRef: { name: 's', key: 'none', optional: true } } },
    ];
    expect(environment(variables, { PATH: '/bin' }, POD, objects)).toEqual({
      PATH: '/bin',
      NAME: 'db-0',
      ADDRESS: 'db-0.svc $(LATER) $(NAME)',
      LATER: 'x',
    });
    const missing = [{ name: 'A', valueFrom: { secretKeyRef: { name: 's', key: 'none' } } }];
    expect(() => environment(missing, {}, POD, objects)).toThrow("couldn't find key none in Secret here/s");
  });

  it('names the ready pods of a Service, each pod of a headless one, and nothing else', () => {
    const objects = new Objects();
    const service = (name: string, spec: object) =>
      objects.put({ kind: 'Service', metadata: { name, namespace: 'here' }, spec } as Manifest);
    service('rw', { selector: { role: 'primary' } });
    service('all', { selector: {}, clusterIP: 'None', publishNotReadyAddresses: true });
    const pods = [
      {
        identity: { name: 'db-0', namespace: 'here', subdomain: 'all' },
        labels: { role: 'primary' },
        ready: true,
        address: 'a',
      },
      { identity: { name: 'db-1', namespace: 'here', subdomain: 'all' }, labels: {}, ready: false, address: 'b' },
    ] as unknown as Pod[];
    const lookup = serviceNames(objects, () => pods, 'nowhere');
    expect(lookup('rw.here.svc.cluster.local')).toEqual(['a']);
    expect(lookup('all.here.svc.cluster.local')).toEqual(['a', 'b']);
    expect(lookup('db-1.all.here.svc.cluster.local')).toEqual(['b']);
    expect(lookup('db-1.rw.here.svc.cluster.local')).toBeUndefined();
    expect(lookup('rw.there.svc.cluster.local')).toBeUndefined();
    expect(lookup('example.com')).toBeUndefined();
    pods.splice(0, 1);
    expect(lookup('rw.here.svc.cluster.local')).toEqual(['nowhere']);
  });

  it('answers DNS queries for addresses, and denies unknown names', () => {
    const query = (name: string, type: number) => {
      const labels = name.split('.').flatMap((label) => [label.length, ...Buffer.from(label)]);
      return Buffer.from([7, 8, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0, ...labels, 0, 0, type, 0, 1]);
    };
    const lookup = (name: string) => (name === 'db.local' ? ['10.1.2.3'] : undefined);
    const found = answer(query('DB.local', 1), lookup);
    expect([...found.subarray(0, 8)]).toEqual([7, 8, 0x85, 0x80, 0, 1, 0, 1]);
    expect([...found.subarray(-4)]).toEqual([10, 1, 2, 3]);
    // There is such a name, but it has no IPv6 address.
    expect([...answer(query('db.local', 28), lookup).subarray(2, 8)]).toEqual([0x85, 0x80, 0, 1, 0, 0]);
    expect([...answer(query('other.local', 1), lookup).subarray(2, 8)]).toEqual([0x85, 0x83, 0, 1, 0, 0]);
  });

  it('makes a value for every key that a manifest names, but not for certificates', () => {
    const env = [{ name: 'A', valueFrom: { secretKeyRef: { name: 'passwords', key: 'a-password' } } }];
    const volumes = [
      { name: 'b', secret: { secretName: 'passwords', items: [{ key: 'user', path: 'user' }] } },
      { name: 'c', secret: { secretName: 'issued', items: [{ key: 'ca.crt', path: 'ca.crt' }] } },
    ];
    const template = { metadata: { labels: {} }, spec: { containers: [{ name: 'x', image: 'x', env }], volumes } };
    const manifests = [
      { kind: 'Deployment', metadata: { name: 'd', namespace: 'here' }, spec: { template } },
      { kind: 'Certificate', metadata: { name: 'c' }, spec: { secretName: 'issued', dnsNames: [] } },
    ] as unknown as Manifest[];
    const [secret, ...others] = generateSecrets(manifests, { passwords: { user: 'boss' } }) as Secret[];
    expect(others).toEqual([]);
    expect(secret).toMatchObject({ metadata: { name: 'passwords', namespace: 'here' }, stringData: { user: 'boss' } });
    expect(secret?.stringData['a-password']?.length).toBeGreaterThan(20);
  });

  it('refuses a field that it would leave out', () => {
    expect(() => checkFields('pod x', { containers: [], hostNetwork: true }, 'pod')).toThrow('hostNetwork');
  });

  it('tells in docs/boot.md all that is unlike a cluster', () => {
    const text = fs.readFileSync(path.join(__dirname, '../../docs/boot.md'), 'utf8').replace(/\s+/g, ' ');
    for (const sentence of UNLIKE_A_CLUSTER) expect(text).toContain(sentence);
  });

  (lack === undefined ? it : it.skip)(
    'keeps the gateway where it is while pods come and go',
    async () => {
      const cluster = await Cluster.start(fs.mkdtempSync(path.join(os.tmpdir(), 'gateway-')));
      try {
        const [{ ifname }] = JSON.parse(await mustRun('ip', ['-json', 'address', 'show', 'to', cluster.gateway]));
        const hardware = () => fs.readFileSync(`/sys/class/net/${ifname}/address`, 'utf8');
        const before = hardware();
        for (let pod = 0; pod < 8; pod += 1) await cluster.sandbox(`pod-${pod}`, []);
        expect(hardware()).toBe(before);
      } finally {
        await cluster.stop();
      }
    },
    120_000,
  );
});
