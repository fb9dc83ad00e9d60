import * as path from 'node:path';
import type { ApiServer } from './api-server';
import { platforms, startWithNamespaces } from './platforms';
import { kubePrograms, versionOf } from './programs';

const programs = kubePrograms();
const all = platforms();
const files = all.flatMap((platform) => platform.files).map((file) => [path.relative(process.cwd(), file), file]);
let server: ApiServer;

(programs ? describe : describe.skip)('a Kubernetes API server', () => {
  beforeAll(async () => {
    if (!programs) return;
    server = await startWithNamespaces(programs, all);
    console.info(`${versionOf(programs)} answered after ${server.startSeconds.toFixed(1)} s.`);
  });

  afterAll(() => server?.stop());

  it('refuses an unknown field and warns of a pod that is not restricted, so silence below means something', async () => {
    const [first] = all;
    const account = { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: 'wrong' } };
    const misspelt = JSON.stringify({ ...account, automountServiceAccountTokens: false });
    const refused = await server.try(['apply', ...SERVER_SIDE, ...STRICT, '-n', 'default', '-f', '-'], misspelt);
    expect(refused).toMatchObject({ status: 1, stderr: expect.stringMatching(/field not declared|unknown field/) });

    const pod = { containers: [{ name: 'open', image: 'open' }] };
    const labels = { open: 'yes' };
    const spec = { selector: { matchLabels: labels }, template: { metadata: { labels }, spec: pod } };
    const deployment = JSON.stringify({ apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'open' }, spec });
    const warned = await server.try(['apply', ...SERVER_SIDE, '-n', first?.namespace ?? '', '-f', '-'], deployment);
    expect(warned).toMatchObject({ status: 0, stderr: expect.stringContaining('would violate PodSecurity') });
  });

  it.each(files)('takes %s whole, without a warning, in a server-side dry run', async (_name, file) => {
    const { status, stderr } = await server.try(['apply', ...SERVER_SIDE, ...STRICT, '--filename', file as string]);
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  });

  it.each(files)('takes %s whole, without a warning, from a plain kubectl apply', async (_name, file) => {
    const { status, stderr } = await server.try(['apply', ...STRICT, '--filename', file as string]);
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  });
});

const STRICT = ['--validate=strict'];
const SERVER_SIDE = ['--server-side', '--dry-run=server'];
