import { dict } from '../../profiles/dict';
import { containersOf, type Rendered } from '../platforms/rendered';
import { SECRET_KEYS } from '../platforms/specification';
import { all, documented, production, rowsOf } from './documented';

const TLS_KEYS = ['ca.crt', 'tls.crt', 'tls.key'].map((key) => ({ key }));

/** Every key of a Secret that pods take, as `secret key`, and by whom; read from the YAML alone. */
function taken(rendered: Rendered): Map<string, Set<string>> {
  const found = new Map<string, Set<string>>();
  const add = (secret: string | undefined, key: string | undefined, workload: string) => {
    const place = `${secret} ${key}`;
    found.set(place, (found.get(place) ?? new Set()).add(workload));
  };
  for (const { labels, pod } of rendered.workloads) {
    const workload = labels['cdk8s-postgres/workload'] ?? '';
    for (const { valueFrom } of containersOf(pod).flatMap(({ env = [] }) => env)) {
      if (valueFrom?.secretKeyRef) add(valueFrom.secretKeyRef.name, valueFrom.secretKeyRef.key, workload);
    }
    for (const { name } of pod.imagePullSecrets ?? []) add(name, '.dockerconfigjson', workload);
    for (const { secret, projected } of pod.volumes ?? []) {
      // Whole Secrets are those with a certificate.
      for (const { key } of secret?.items ?? (secret ? TLS_KEYS : [])) add(secret?.secretName, key, workload);
      for (const source of projected?.sources ?? []) {
        for (const { key } of source.secret?.items ?? []) add(source.secret?.name, key, workload);
      }
    }
  }
  return found;
}

describe.each(all.map(documented))('the Secrets of $profile.name', ({ profile, page, rendered }) => {
  const keys = taken(rendered);
  const rows = rowsOf(page, 'Secret', 'key', 'value', 'read by');
  const issued = rendered.all<{ secretName: string }>('Certificate').map(({ spec }) => spec.secretName);

  it('D7 A5 are a contract of every key that pods take, and of no other', () => {
    const expected = [...keys.keys()].filter((place) => !issued.includes(place.split(' ')[0] ?? ''));
    // Pools show their certificate to clients, who verify it by this.
    const forClients = profile === production ? ['brought-pool ca.crt'] : [];
    const forApplications = Object.keys(profile.applicationKeys ?? {}).map(
      (key) => `${profile.secrets.props.name} ${key}`,
    );
    expect(rows.map(([secret, key]) => `${secret} ${key}`).sort()).toEqual(
      [...expected, ...forClients, ...forApplications].sort(),
    );
  });

  it('D7 are read by those who read them, and by nobody else', () => {
    for (const [secret, key, , readers = ''] of rows) {
      const expected = [...(keys.get(`${secret} ${key}`) ?? ['clients'])].sort();
      expect([key, readers.split(', ').sort()]).toEqual([key, expected]);
    }
  });

  it('T7 with certificates are read by those who read them', () => {
    for (const [secret = '', readers = ''] of rowsOf(page, 'Secret', 'read by', 'names in its certificate')) {
      const places = [...keys].filter(([place]) => place.startsWith(`${secret} `));
      expect(readers.split(', ').sort()).toEqual([...new Set(places.flatMap(([, who]) => [...who]))].sort());
    }
  });

  it('C14 say of each key how it is rotated: whoever takes it into its environment is restarted', () => {
    for (const [secret, key, what, , rotation = ''] of rows) {
      expect([key, rotation]).not.toEqual([key, '']);
      const staying = rendered.workloads.filter(
        ({ kind, pod }) =>
          ['StatefulSet', 'Deployment'].includes(kind) &&
          containersOf(pod).some(({ env = [] }) =>
            env.some(
              ({ valueFrom }) => valueFrom?.secretKeyRef?.name === secret && valueFrom?.secretKeyRef?.key === key,
            ),
          ),
      );
      const restarted = /restart ([^;]+)/.exec(rotation)?.[1]?.split(', ') ?? [];
      const expected = what?.endsWith('superuser’s name')
        ? []
        : staying.map(({ labels }) => labels['cdk8s-postgres/workload']);
      expect([key, restarted.sort()]).toEqual([key, [...new Set(expected)].sort()]);
    }
  });
});

describe('the contract of Secrets', () => {
  it('D7 has the keys that the specification has', () => {
    const rows = rowsOf(documented(dict).page, 'Secret', 'key', 'value', 'read by');
    const keys = rows.filter(([secret]) => secret === 'postgres-secrets').map(([, key]) => key);
    expect(keys).toEqual([...SECRET_KEYS]);
  });

  it('A5 says where External Secrets Operator finds each value', () => {
    const { page, rendered } = documented(production);
    const { data, secretStoreRef } = rendered.one<{
      data: Array<{ secretKey: string; remoteRef: { key: string; property: string } }>;
      secretStoreRef: { kind: string; name: string };
    }>('ExternalSecret', 'techcorp-secrets').spec;
    const rows = rowsOf(page, 'Secret', 'key', 'value', 'read by').filter(([secret]) => secret === 'techcorp-secrets');
    expect(data.map(({ remoteRef }) => remoteRef)).toEqual(
      rows.map(([, key]) => ({ key: 'platforms/techcorp', property: key })),
    );
    expect(page).toContain(
      `makes \`techcorp-secrets\` from ${secretStoreRef.kind} \`${secretStoreRef.name}\`: each key above is a property of ` +
        '`platforms/techcorp` there. It asks every 1 h;',
    );
    expect(page).not.toContain('openssl rand');
  });
});
