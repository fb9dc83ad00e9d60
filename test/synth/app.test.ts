import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import * as cdk8s from 'cdk8s';
import { Construct } from 'constructs';
import { Certificate } from '../../imports/cert-manager';
import { ExternalSecret } from '../../imports/external-secrets';
import * as k8s from '../../imports/k8s';
import { PodMonitor, PrometheusRule } from '../../imports/prometheus-operator';
import { FindingsError } from '../../lib/findings';
import { App } from '../../lib/synth/app';
import { declareExternal, enforceRestricted } from '../../lib/synth/external';

let folder: string;
let outdir: string;
beforeEach(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'synth-'));
  outdir = path.join(folder, 'dist');
});
afterEach(() => fs.rmSync(folder, { recursive: true }));

/** A platform of two tiers in its own namespace. */
function addPlatform(app: cdk8s.App, name: string, value = 'a'): Construct {
  const platform = new Construct(app, name);
  const config = new cdk8s.Chart(platform, '0-config', { namespace: name });
  const map = new k8s.KubeConfigMap(config, 'config', { metadata: { name: 'config' }, data: { key: value } });
  new k8s.KubeConfigMap(config, 'more', { metadata: { name: 'more' } });
  const primary = new cdk8s.Chart(platform, '1-primary', { namespace: name });
  new k8s.KubePod(primary, 'pod', {
    metadata: { name: 'pod', labels: { app: 'pod' } },
    spec: { containers: [{ name: 'main', image: 'a:1', envFrom: [{ configMapRef: { name: map.name } }] }] },
  });
  return platform;
}

function synth(...names: string[]): void {
  const app = new App({ outdir });
  for (const name of names) addPlatform(app, name);
  app.synth();
}

function findingsOf(action: () => void): readonly { path: string; message: string }[] {
  try {
    action();
  } catch (error) {
    if (error instanceof FindingsError) return error.findings;
    throw error;
  }
  return [];
}

function tree(): string[] {
  const entries = fs.readdirSync(outdir, { recursive: true, withFileTypes: true });
  return entries.map((entry) => path.relative(outdir, path.join(entry.parentPath, entry.name))).sort();
}

/** Changes when a file is written, or replaced by another. */
function inode(file: string): { ino: bigint; mtimeNs: bigint } {
  const { ino, mtimeNs } = fs.statSync(path.join(outdir, file), { bigint: true });
  return { ino, mtimeNs };
}

describe('App', () => {
  test('writes one file a chart, in the folder of its platform, with the objects in order of construction', () => {
    synth('dict', 'other');
    expect(tree()).toEqual([
      ...['dict', 'dict/0-config.yaml', 'dict/1-primary.yaml'],
      ...['other', 'other/0-config.yaml', 'other/1-primary.yaml'],
    ]);
    expect(fs.readFileSync(path.join(outdir, 'dict/0-config.yaml'), 'utf8')).toBe(
      [
        '# Rendered by cdk8s-postgres: edits here are lost with the next synth.',
        ...[
          'apiVersion: v1',
          'kind: ConfigMap',
          'metadata:',
          '  name: config',
          '  namespace: dict',
          'data:',
          '  key: a',
        ],
        ...['---', 'apiVersion: v1', 'kind: ConfigMap', 'metadata:', '  name: more', '  namespace: dict', ''],
      ].join('\n'),
    );
  });

  test('render gives what synth writes', () => {
    synth('dict');
    const app = new App({ outdir });
    addPlatform(app, 'dict');
    const files = app.render();
    expect([...files.keys()]).toEqual(['dict/0-config.yaml', 'dict/1-primary.yaml']);
    for (const [name, text] of files) expect(fs.readFileSync(path.join(outdir, name), 'utf8')).toBe(text);
    expect(app.objects().map(({ path: file, manifest }) => [file, manifest.kind])).toEqual([
      ['dict/0-config.yaml', 'ConfigMap'],
      ['dict/0-config.yaml', 'ConfigMap'],
      ['dict/1-primary.yaml', 'Pod'],
    ]);
  });

  test('does not touch a file whose content stays', () => {
    synth('dict');
    const before = ['dict/0-config.yaml', 'dict/1-primary.yaml'].map(inode);
    const app = new App({ outdir });
    addPlatform(app, 'dict', 'changed');
    app.synth();
    const after = ['dict/0-config.yaml', 'dict/1-primary.yaml'].map(inode);
    expect(after[1]).toEqual(before[1]);
    expect(after[0]?.mtimeNs).not.toBe(before[0]?.mtimeNs);
  });

  test('removes files and folders of what is no longer rendered, and nothing else', () => {
    synth('dict', 'gone', 'kept');
    fs.writeFileSync(path.join(outdir, 'kept/notes.md'), 'mine');
    fs.writeFileSync(path.join(outdir, 'application.yaml'), 'kind: Application\n');
    fs.writeFileSync(path.join(folder, 'outside.yaml'), fs.readFileSync(path.join(outdir, 'gone/0-config.yaml')));
    fs.symlinkSync(folder, path.join(outdir, 'link'));
    synth('dict');
    expect(tree()).toEqual([
      'application.yaml',
      'dict',
      'dict/0-config.yaml',
      'dict/1-primary.yaml',
      'kept',
      'kept/notes.md',
      'link',
    ]);
    expect(fs.existsSync(path.join(folder, 'outside.yaml'))).toBe(true);
  });

  test('with a fault anywhere, nothing is written and all faults are thrown', () => {
    synth('dict', 'other');
    const before = tree().map(inode);
    const app = new App({ outdir });
    const platform = addPlatform(app, 'dict', 'changed');
    platform.node.addValidation({ validate: () => ['It is not well.'] });
    app.collect(() => {
      throw new FindingsError([{ path: 'name', message: 'It is wrong.' }]);
    });
    const chart = new cdk8s.Chart(app, 'wrong');
    new k8s.KubeService(chart, 'service', { metadata: { name: 'Wrong' }, spec: { ports: [{ port: -1 }] } });
    const findings = findingsOf(() => app.synth());
    expect(findings.map((finding) => finding.path)).toEqual([
      'name',
      'dict',
      'wrong.yaml Service/Wrong spec.ports[0].port',
      'wrong.yaml Service/Wrong metadata.name',
    ]);
    expect(tree().map(inode)).toEqual(before);
  });

  test('an output folder that cannot be written is a finding', () => {
    fs.writeFileSync(path.join(folder, 'file'), '');
    const fault = (place: string) => {
      const app = new App({ outdir: path.join(folder, place) });
      addPlatform(app, 'dict');
      return findingsOf(() => app.synth());
    };
    expect(fault('file')).toEqual([
      {
        path: path.join(folder, 'file'),
        message: 'is a file, and what is rendered needs a folder. Name another with --output or CDK8S_OUTDIR.',
      },
    ]);
    const [within] = fault('file/dist');
    expect(within?.message).toMatch(/cannot be written here \(ENOTDIR: not a directory\)\. Make the folder writable\./);
  });

  test('a failing write leaves every file as it was, and no temporary file', () => {
    synth('dict');
    fs.rmSync(path.join(outdir, 'dict/1-primary.yaml'));
    fs.mkdirSync(path.join(outdir, 'zzz'));
    fs.writeFileSync(path.join(outdir, 'zzz/file'), '');
    const before = tree();
    const app = new App({ outdir });
    addPlatform(app, 'dict', 'changed');
    addPlatform(new Construct(app, 'zzz') as cdk8s.App, 'file');
    expect(findingsOf(() => app.synth())).toHaveLength(1);
    expect(tree()).toEqual(before);
    expect(fs.readFileSync(path.join(outdir, 'dict/0-config.yaml'), 'utf8')).toContain('key: a\n');
  });

  test('an object that cannot be rendered is a finding', () => {
    const app = new App({ outdir });
    const chart = new cdk8s.Chart(app, 'chart');
    new k8s.KubeConfigMap(chart, 'map', { metadata: { name: 'a' } }).addJsonPatch(
      cdk8s.JsonPatch.add('/no/such/place', 1),
    );
    expect(findingsOf(() => app.synth())).toEqual([
      { path: 'chart/map', message: expect.stringContaining('Failed serializing') },
    ]);
  });

  test('a chart may not leave the output folder', () => {
    const app = new App({ outdir });
    const chart = new cdk8s.Chart(new Construct(app, '..'), 'out');
    new k8s.KubeConfigMap(chart, 'map', { metadata: { name: 'a' } });
    expect(findingsOf(() => app.synth())).toEqual([
      { path: '../out', message: expect.stringContaining('".." cannot name') },
    ]);
  });

  test('dependencies within a chart order its objects', () => {
    const app = new App({ outdir });
    const chart = new cdk8s.Chart(app, 'chart');
    const tier = new Construct(chart, 'tier');
    const map = (scope: Construct, name: string) => new k8s.KubeConfigMap(scope, name, { metadata: { name } });
    const [a, b, c, d] = [map(chart, 'a'), map(tier, 'b'), map(tier, 'c'), map(chart, 'd')];
    a.addDependency(tier);
    b.addDependency(c);
    tier.node.addDependency(d);
    expect(app.objects().map(({ construct }) => construct)).toEqual([
      'chart/d',
      'chart/tier/c',
      'chart/tier/b',
      'chart/a',
    ]);
    c.addDependency(b);
    expect(findingsOf(() => app.synth())).toEqual([
      {
        path: 'chart',
        message: 'The objects depend on each other in a circle: chart/tier/b -> chart/tier/c -> chart/tier/b.',
      },
    ]);
  });

  test('what is declared external holds beneath its scope only', () => {
    const app = new App({ outdir });
    for (const name of ['one', 'two']) {
      const chart = new cdk8s.Chart(new Construct(app, name), 'chart');
      const envFrom = [{ secretRef: { name: 'secret' } }];
      new k8s.KubePod(chart, 'pod', { metadata: { name }, spec: { containers: [{ name: 'a', image: 'a', envFrom }] } });
    }
    declareExternal(app.node.findChild('one') as Construct, { secrets: { secret: [] } });
    const paths = () => findingsOf(() => app.render()).map((finding) => finding.path);
    expect(paths()).toEqual(['two/chart.yaml Pod/two spec.containers[0].envFrom[0].secretRef']);
    declareExternal(app, { secrets: { secret: [] } });
    expect(paths()).toEqual([]);
  });

  test('pods must satisfy the restricted Pod Security Standard beneath scopes that enforce it only', () => {
    const app = new App({ outdir });
    addPlatform(app, 'users');
    enforceRestricted(addPlatform(app, 'ours'));
    const findings = findingsOf(() => app.synth());
    expect(findings.length).toBeGreaterThan(3);
    for (const { path: place } of findings) expect(place).toMatch(/^ours\/1-primary\.yaml Pod\/pod spec/);
  });

  test('kinds of imports/ pass their strict schemas', () => {
    const app = new App({ outdir });
    addCustomKinds(new cdk8s.Chart(app, 'chart', { namespace: 'a' }));
    expect(app.objects().map(({ manifest }) => `${manifest.apiVersion} ${manifest.kind}`)).toEqual([
      'cert-manager.io/v1 Certificate',
      'external-secrets.io/v1 ExternalSecret',
      'monitoring.coreos.com/v1 PodMonitor',
      'monitoring.coreos.com/v1 PrometheusRule',
    ]);
    declareExternal(app, { pods: [{ app: 'pod' }] });
    expect(findingsOf(() => app.synth())).toEqual([]);
  });
});

function addCustomKinds(chart: cdk8s.Chart): void {
  new Certificate(chart, 'tls', { metadata: { name: 'tls' }, spec: { secretName: 'tls', issuerRef: { name: 'ca' } } });
  const data = [{ secretKey: 'password', remoteRef: { key: 'path', property: 'password' } }];
  new ExternalSecret(chart, 'secret', { metadata: { name: 's' }, spec: { secretStoreRef: { name: 'vault' }, data } });
  const selector = { matchLabels: { app: 'pod' } };
  new PodMonitor(chart, 'monitor', {
    metadata: { name: 'm' },
    spec: { selector, podMetricsEndpoints: [{ port: 'http' }] },
  });
  const rules = [{ alert: 'Down', expr: 'up == 0', for: '5m', labels: { severity: 'critical' } }];
  new PrometheusRule(chart, 'rules', { metadata: { name: 'r' }, spec: { groups: [{ name: 'g', rules }] } });
}

describe('a stock cdk8s app', () => {
  const types = Object.values(cdk8s.YamlOutputType).filter((type) => typeof type === 'number');

  test.each(types.map((type) => [cdk8s.YamlOutputType[type], type]))(
    'renders the same objects as %s',
    (_name, yamlOutputType) => {
      const stock = new cdk8s.App({ outdir, yamlOutputType: yamlOutputType as cdk8s.YamlOutputType });
      const ours = new App();
      for (const app of [stock, ours]) {
        const platform = addPlatform(app, 'dict');
        enforceRestricted(platform);
        declareExternal(platform, { services: ['elsewhere'] });
        addCustomKinds(new cdk8s.Chart(platform, '2-custom', { namespace: 'dict' }));
      }
      stock.synth();
      const files = tree().filter((file) => file.endsWith('.yaml'));
      const key = (object: object) => JSON.stringify(object);
      const written = files.flatMap((file) => cdk8s.Yaml.load(path.join(outdir, file)) as object[]);
      const rendered = ours.objects().map(({ manifest }) => manifest);
      expect(written.map(key).sort()).toEqual(rendered.map(key).sort());
    },
  );
});
