import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { eventually, start } from '../debian/processes';
import { missing, PASSWORD, SingleServer } from '../debian/single-server';
import { containerOf, render } from '../platforms/rendered';
import { single } from '../single';
import type { ApiServer } from './api-server';
import { type Platform, platformOf, startWithNamespaces } from './platforms';
import { kubePrograms } from './programs';
import { rewritten } from './rewritten';

const programs = kubePrograms();
const lack = missing();
if (lack !== undefined) console.warn(`skipped: the marker of one instance needs ${lack} (Debian: postgresql-15).`);

const { files } = render(single);
const ACCOUNT = 'portal-parameters';
const MARKER = 'portal-initialized';

(programs && lack === undefined ? describe : describe.skip)('the Job that confirms one instance', () => {
  let api: ApiServer;
  let server: SingleServer;
  let platform: Platform;
  let folder: string;

  beforeAll(async () => {
    if (!programs) return;
    folder = fs.mkdtempSync(path.join(os.tmpdir(), 'single-dist-'));
    platform = platformOf(single.name, written(files, folder));
    api = await startWithNamespaces(programs, [platform]);
    server = await SingleServer.make();
    await server.ready();
    server.startReload();
  }, 600_000);

  afterAll(async () => {
    await server?.remove();
    await api?.stop();
    if (folder) fs.rmSync(folder, { recursive: true });
  });

  /** Runs the rendered Job's container as a process: its script, its variables, its ServiceAccount's token. */
  async function run(variables: Readonly<Record<string, string>> = {}): Promise<{ code: number | null; said: string }> {
    const { env = [] } = containerOf(platform.rendered.pod('Job', ACCOUNT), 'confirm-instance');
    const account = server.path('account');
    fs.mkdirSync(account, { recursive: true });
    const token = await api.kubectl(['create', 'token', ACCOUNT, '--namespace', platform.namespace]);
    fs.writeFileSync(path.join(account, 'token'), token);
    fs.writeFileSync(path.join(account, 'ca.crt'), api.authority);
    const values: Record<string, string> = { PATH: process.env.PATH ?? '', NAMESPACE: platform.namespace };
    for (const { name, value } of env) {
      if (value !== undefined) values[name] = value.replace('$(NAMESPACE)', platform.namespace);
    }
    const here = {
      PGHOST: 'localhost',
      PGPORT: String(server.port),
      PGPASSWORD: PASSWORD,
      PGSSLROOTCERT: server.path('tls', 'ca.crt'),
      SERVICE_ACCOUNT: account,
      TMPDIR: account,
      KUBERNETES_SERVICE_HOST: api.host,
      KUBERNETES_SERVICE_PORT: String(api.port),
      TIMEOUT: '20',
    };
    const script = path.join(__dirname, '../../lib/operations/confirm-instance.sh');
    const running = start({ command: 'bash', args: [script] }, [], { env: { ...values, ...here, ...variables } });
    await new Promise((resolve) => running.process.once('close', resolve));
    return { code: running.process.exitCode, said: running.output() };
  }

  const marker = () =>
    api.get<{ data: object; immutable?: boolean; metadata: { labels: object; annotations?: object } }>(
      `/api/v1/namespaces/${platform.namespace}/configmaps/${MARKER}`,
    );
  const restored = () => server.configure({});

  it('A1 is taken by the API server with all else of the platform, strictly and without a warning', async () => {
    for (const file of platform.files) {
      const { status, stderr } = await api.try(['apply', '--validate=strict', '--filename', file]);
      expect({ file: path.basename(file), status, stderr }).toEqual({
        file: path.basename(file),
        status: 0,
        stderr: '',
      });
    }
    const filenames = platform.files.map((file) => `--filename=${file}`);
    const { items } = JSON.parse(await api.kubectl(['get', ...filenames, '--output=json']));
    const changed = platform.rendered.all().flatMap((object) => {
      const read = items.find(
        (one: typeof object) => one.kind === object.kind && one.metadata.name === object.metadata.name,
      );
      return rewritten(object, read, `${object.kind}/${object.metadata.name}`);
    });
    expect(changed).toEqual([]);
    expect(await api.try(['diff', ...filenames])).toEqual({ status: 0, stdout: '', stderr: '' });
  });

  it('A1 records the initialization once, with no more rights than it has', async () => {
    const mark = api.auditMark();
    expect(await run()).toEqual({
      code: 0,
      said: expect.stringContaining('done: the instance runs with the rendered'),
    });
    const identifier = server.sql('select system_identifier from pg_control_system()');
    const { data, immutable } = await marker();
    expect(data).toEqual({ 'system-identifier': identifier, claim: 'postgres-data-portal-0' });
    // Of an immutable one the kubelet never notices that somebody deletes it, to begin anew.
    expect(immutable).toBeUndefined();
    const used = api.audited(`system:serviceaccount:${platform.namespace}:${ACCOUNT}`, mark);
    expect(used.map(({ right, code }) => `${right} ${code}`)).toEqual(['get configmaps 404', 'create configmaps 201']);

    const next = api.auditMark();
    expect((await run()).code).toBe(0);
    const again = api.audited(`system:serviceaccount:${platform.namespace}:${ACCOUNT}`, next);
    expect(again.map(({ right, code }) => `${right} ${code}`)).toEqual(['get configmaps 200']);
  });

  it('A1 nothing tracks the record, so that Argo CD never prunes it', async () => {
    const { labels, annotations } = (await marker()).metadata;
    expect([labels, annotations]).toEqual([{ 'cdk8s-postgres/platform': 'portal' }, undefined]);
    expect([...files.values()].join('')).not.toMatch(
      new RegExp(`kind: ConfigMap\nmetadata:[^]{0,400}\n  name: ${MARKER}\n`),
    );
  });

  it.each([
    ['get', 'portal-config'],
    ['patch', MARKER],
    ['update', MARKER],
    ['delete', MARKER],
    ['list', ''],
  ])('A1 its ServiceAccount may not %s ConfigMap %s', async (verb, name) => {
    const spec = {
      user: `system:serviceaccount:${platform.namespace}:${ACCOUNT}`,
      resourceAttributes: { namespace: platform.namespace, resource: 'configmaps', verb, name },
    };
    const body = { kind: 'SubjectAccessReview', apiVersion: 'authorization.k8s.io/v1', spec };
    const review = '/apis/authorization.k8s.io/v1/subjectaccessreviews';
    expect(await api.request('POST', review, body)).toMatchObject({ status: { allowed: false } });
  });

  it('A1 says so where a file is refused, where it is not there yet, and where a parameter waits for a restart', async () => {
    expect(await run({ CONFIG_HASH: 'another', TIMEOUT: '1' })).toMatchObject({
      code: 1,
      said: expect.stringMatching(/configuration of localhost: not within 1 seconds.* has loaded \w+, not another yet/),
    });
    server.configure({ max_connections: '61' });
    const pending = 'select count(*) from pg_settings where pending_restart';
    await eventually(() => expect(server.sql(pending)).toBe('1'));
    expect(await run()).toMatchObject({
      code: 1,
      said: expect.stringContaining(
        'the instance waits for a restart to take max_connections. Restart it: kubectl rollout restart statefulset/portal --namespace portal-homologation',
      ),
    });
    server.configure({ work_mem: 'much' });
    const refused =
      "select count(*) from pg_file_settings where error like 'invalid%' or error = 'setting could not be applied'";
    await eventually(() => expect(Number(server.sql(refused))).toBeGreaterThan(0));
    expect(await run()).toMatchObject({
      code: 1,
      said: expect.stringMatching(/refuses lines of its configuration.*work_mem/s),
    });
    restored();
    await eventually(() =>
      expect(server.sql('select count(*) from pg_file_settings where error is not null')).toBe('0'),
    );
  });

  it('A1 fails where the record is of another initialization, and says what it means', async () => {
    const before = await marker();
    await api.kubectl(['delete', 'configmap', MARKER, '--namespace', platform.namespace]);
    const other = { ...before, data: { 'system-identifier': '7' }, metadata: { name: MARKER } };
    await api.request('POST', `/api/v1/namespaces/${platform.namespace}/configmaps`, other);
    expect(await run()).toMatchObject({
      code: 1,
      said: expect.stringMatching(/is of the system identifier 7, the instance has \d+: it will not start again/),
    });
    await api.kubectl(['delete', 'configmap', MARKER, '--namespace', platform.namespace]);
    expect((await run()).code).toBe(0);
    expect((await marker()).data).toEqual(before.data);
  });

  it('A1 says what the API server or the server refuse', async () => {
    expect(await run({ NAMESPACE: 'default', TIMEOUT: '1' })).toMatchObject({
      code: 1,
      said: expect.stringMatching(/writing ConfigMap portal-initialized: not within 1 seconds.*403/s),
    });
    expect(await run({ PGPASSWORD: 'wrong', TIMEOUT: '1' })).toMatchObject({
      code: 1,
      said: expect.stringMatching(/waiting for the instance: not within 1 seconds.*password authentication failed/s),
    });
  });
});

/** The rendered files in a folder. */
function written(rendered: ReadonlyMap<string, string>, folder: string): Map<string, string> {
  return new Map(
    [...rendered].map(([name, text]) => {
      const file = path.join(folder, path.basename(name));
      fs.writeFileSync(file, text);
      return [file, text];
    }),
  );
}
