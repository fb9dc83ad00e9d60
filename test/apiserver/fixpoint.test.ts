import type { ApiServer } from './api-server';
import { type Platform, platforms, startWithNamespaces } from './platforms';
import { kubePrograms } from './programs';
import { rewritten } from './rewritten';

const programs = kubePrograms();
const all = platforms();

/** As `kubectl apply` does it and Argo CD by default, and as Argo CD does it with ServerSideApply=true. */
const MANNERS: ReadonlyArray<readonly [string, readonly string[]]> = [
  ['client-side', []],
  ['server-side', ['--server-side', '--field-manager=argocd-controller']],
];
const cases = MANNERS.flatMap(([manner, flags]) =>
  all.map((platform) => [manner, platform.name, flags, platform] as const),
);

(programs ? describe : describe.skip).each(cases)('applied %s, %s', (_manner, _name, flags, platform) => {
  let server: ApiServer;
  const filenames = platform.files.map((file) => `--filename=${file}`);
  const apply = () => server.kubectl(['apply', ...flags, ...filenames]);

  beforeAll(async () => {
    if (!programs) return;
    server = await startWithNamespaces(programs, [platform]);
    const began = Date.now();
    await apply();
    console.info(`${platform.name} was applied in ${((Date.now() - began) / 1000).toFixed(1)} s.`);
  });

  afterAll(() => server?.stop());

  it('is read back with every field as it was rendered', async () => {
    const live = await objects(server, filenames);
    expect(rewrittenOf(platform, live)).toEqual([]);
  });

  it('shows no difference to what is rendered', async () => {
    const { status, stdout, stderr } = await server.try(['diff', ...flags, ...filenames]);
    expect({ status, stdout, stderr }).toEqual({ status: 0, stdout: '', stderr: '' });
  });

  it('is not written a second time by a second apply', async () => {
    const before = (await objects(server, filenames)).map(version);
    await apply();
    expect((await objects(server, filenames)).map(version)).toEqual(before);
  });
});

describe('what counts as rewritten', () => {
  it.each([
    [{ cpu: '1000m' }, { cpu: '1' }],
    [{ list: [] }, {}],
    [{ ports: [{ port: 1 }] }, { ports: [{ port: 1 }, { port: 2 }] }],
    [{ value: '' }, {}],
    [{ mode: 288 }, { mode: '288' }],
  ])('%j read as %j', (written, read) => {
    expect(rewritten(written, read)).toHaveLength(1);
  });

  it('not what the API server adds', () => {
    expect(rewritten({ ports: [{ port: 1 }] }, { ports: [{ port: 1, protocol: 'TCP' }], status: {} })).toEqual([]);
  });
});

interface Live {
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly resourceVersion: string };
}

async function objects(server: ApiServer, filenames: readonly string[]): Promise<Live[]> {
  const list = JSON.parse(await server.kubectl(['get', ...filenames, '--output=json'])) as { items: Live[] };
  return list.items;
}

function rewrittenOf({ rendered }: Platform, live: readonly Live[]): string[] {
  return rendered.all().flatMap((object) => {
    const name = `${object.kind}/${object.metadata.name}`;
    const read = live.filter(({ kind, metadata }) => `${kind}/${metadata.name}` === name);
    return read.length === 1 ? rewritten(object, read[0], name) : [`${name} is there ${read.length} times`];
  });
}

function version({ kind, metadata }: Live): string {
  return `${kind}/${metadata.name} ${metadata.resourceVersion}`;
}
