import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Size } from 'cdk8s';
import { type Parameters16, Postgres } from '../../lib';
import { dict } from '../../profiles/dict';
import { render, SYNC_WAVE } from './rendered';

const rendered = render(dict);

describe('dict: rendering', () => {
  it('gives the same bytes twice', () => {
    expect([...render(dict).files]).toEqual([...rendered.files]);
  });

  it.each([
    { TZ: 'Pacific/Kiritimati', LANG: 'tr_TR.UTF-8', LC_ALL: 'tr_TR.UTF-8' },
    { TZ: 'America/St_Johns', LANG: 'C', LC_ALL: 'C' },
  ])('gives the same bytes in a process of its own with %p', (environment) => {
    const folder = mkdtempSync(path.join(tmpdir(), 'synth-'));
    try {
      const root = path.join(__dirname, '../..');
      execFileSync(process.execPath, [path.join(root, 'node_modules/ts-node/dist/bin.js'), 'main.ts'], {
        cwd: root,
        env: { ...process.env, ...environment, CDK8S_OUTDIR: folder },
      });
      const files = readdirSync(path.join(folder, 'dict')).map((name) => `dict/${name}`);
      expect(files.sort()).toEqual([...rendered.files.keys()].sort());
      for (const file of files) expect(readFileSync(path.join(folder, file), 'utf8')).toBe(rendered.files.get(file));
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it('holds no list or mapping that is empty, but for what selects or holds nothing', () => {
    const empty = rendered.all().flatMap((object) => emptyParts(object, `${object.kind}/${object.metadata.name}`));
    expect(empty).toEqual([]);
  });

  it('labels every object with its platform, and none with the label that Argo CD tracks by', () => {
    for (const { metadata } of rendered.all()) {
      expect(metadata.labels).toMatchObject({ 'cdk8s-postgres/platform': 'dict' });
      expect(metadata.labels).not.toHaveProperty(['app.kubernetes.io/instance']);
    }
  });

  it('starts what runs in the order of the files', () => {
    const waves = rendered.workloads.map(({ wave }) => wave);
    expect(waves).toEqual([...waves].sort((a, b) => a - b));
    expect(waves[0]).toBe(1);
  });

  it('applies nothing before what it needs, by waves as by the order of the files', () => {
    const all = rendered.all();
    const place = (kind: string, name: string) =>
      all.findIndex((one) => one.kind === kind && one.metadata.name === name);
    const wave = (index: number) => Number(all[index]?.metadata.annotations?.[SYNC_WAVE]);
    let checked = 0;
    for (const { kind, name, pod } of rendered.workloads) {
      const own = place(kind, name);
      const needed = [
        ...(pod.volumes ?? []).flatMap(({ configMap }) => (configMap?.name ? [['ConfigMap', configMap.name]] : [])),
        ...(pod.volumes ?? []).flatMap(({ secret }) =>
          secret?.secretName?.endsWith('-tls') ? [['Certificate', secret.secretName]] : [],
        ),
        ...(pod.serviceAccountName ? [['ServiceAccount', pod.serviceAccountName]] : []),
      ];
      for (const [neededKind = '', neededName = ''] of needed) {
        const other = place(neededKind, neededName);
        expect([neededName, other >= 0 && other < own, wave(other) <= wave(own)]).toEqual([neededName, true, true]);
        checked += 1;
      }
    }
    expect(checked).toBeGreaterThan(10);
  });

  it('closes the network, and grants the rights, before the first pod', () => {
    const first = [...rendered.files.keys()][0] ?? '';
    for (const kind of ['NetworkPolicy', 'Role', 'RoleBinding', 'ServiceAccount', 'Certificate', 'Namespace']) {
      const count = rendered.files.get(first)?.match(new RegExp(`^kind: ${kind}$`, 'gm'))?.length;
      expect([kind, count]).toEqual([kind, rendered.all(kind).length]);
      for (const { metadata } of rendered.all(kind)) expect(metadata.annotations?.[SYNC_WAVE]).toBe('0');
    }
  });

  it('gives a Job another name when what it does changes, and only then', () => {
    const names = (one: typeof rendered) => one.all('Job').map(({ metadata }) => metadata.name);
    const hooks = { 'argocd.argoproj.io/hook': 'Sync', 'argocd.argoproj.io/hook-delete-policy': 'BeforeHookCreation' };
    for (const { metadata } of rendered.all('Job')) {
      expect(metadata.annotations).toMatchObject(hooks);
      expect(metadata.name).toMatch(/-[0-9a-f]{10}$/);
    }
    const [parameters, reconcile] = names(rendered);
    const [otherParameters, sameReconcile] = names(render(withParameters({ workMem: Size.mebibytes(17) })));
    expect(otherParameters).not.toBe(parameters);
    expect(sameReconcile).toBe(reconcile);
    const roles = { ...dict.roles, dict_core_user: { connectionLimit: 40 } };
    const [sameParameters, otherReconcile] = names(render({ ...dict, roles }));
    expect(otherReconcile).not.toBe(reconcile);
    expect(sameParameters).toBe(parameters);
  });

  it.each([
    ['one that a reload applies', { workMem: Size.mebibytes(17) }],
    ['one that needs a restart', { sharedBuffers: Size.mebibytes(2560) }],
    ['one of Patroni’s store', { maxConnections: 300 }],
  ] as const)('restarts no pod of the members for a changed parameter: %s', (_what, parameters) => {
    const changed = render(withParameters(parameters));
    expect(changed.text).not.toBe(rendered.text);
    expect(changed.document('StatefulSet', 'postgres')).toBe(rendered.document('StatefulSet', 'postgres'));
    expect(changed.config('postgres-config', 'postgresql.conf')).not.toBe(
      rendered.config('postgres-config', 'postgresql.conf'),
    );
  });

  const scripts = rendered.all('ConfigMap').flatMap(({ metadata, data }) =>
    Object.entries(data)
      .filter(([name]) => name.endsWith('.sh'))
      .map(([name, text]) => [`${metadata.name}/${name}`, text] as const),
  );

  it.each(scripts)('%s is a script that its shell can read', (_name, text) => {
    const shell = /^#!(\/bin\/(?:ba)?sh)\n/.exec(text)?.[1] ?? '';
    const read = spawnSync(shell, ['-n'], { input: text, encoding: 'utf8' });
    expect({ status: read.status, stderr: read.stderr }).toEqual({ status: 0, stderr: '' });
  });

  it('mounts every script that a container runs, so that it may be run', () => {
    expect(scripts).toHaveLength(17);
    for (const { name, pod } of rendered.workloads) {
      for (const { command = [], volumeMounts = [] } of [...(pod.initContainers ?? []), ...pod.containers]) {
        const script = command.find((word) => word.startsWith('/opt/operations/'));
        const mount = volumeMounts.find(({ mountPath }) => mountPath === '/opt/operations');
        const volume = pod.volumes?.find((one) => one.name === mount?.name)?.configMap;
        if (script === undefined) continue;
        expect([name, volume?.defaultMode]).toEqual([name, 0o555]);
        expect(rendered.config(volume?.name ?? '', path.basename(script))).toMatch(/^#!/);
      }
    }
  });
});

function withParameters(parameters: Parameters16) {
  const { image, parameters: own } = dict.postgres.props;
  return { ...dict, postgres: Postgres.v16({ image, parameters: { ...(own as Parameters16), ...parameters } }) };
}

function emptyParts(value: unknown, place: string): string[] {
  if (typeof value !== 'object' || value === null) return [];
  const parts = Object.entries(value);
  if (parts.length === 0) return [place];
  return parts.flatMap(([key, part]) => emptyParts(part, `${place}.${key}`));
}
