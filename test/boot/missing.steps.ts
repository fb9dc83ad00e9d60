import { type Booted, step } from './booted';
import type { ConfigMap, CronJob, Job, PodTemplate, Secret } from './harness/manifests';
import { Objects } from './harness/objects';
import type { Platform } from './harness/platform';
import { Pod } from './harness/pod';
import { waitFor } from './harness/run';

/** What is missing, and what a person is told: by `kubectl describe pod`, or by the log of a container. */
interface Lack {
  readonly kind: 'ConfigMap' | 'Secret';
  readonly name: string;
  /** @default - the whole object */
  readonly key?: string;
  /** Whose log says it. @default - the pod's status */
  readonly container?: string;
  readonly says: RegExp | string;
}

interface PodKind {
  readonly title: string;
  template(platform: Platform): PodTemplate;
  readonly lacks: readonly Lack[];
}

/** A variable, of which the kubelet says what it needs. */
const variable = (key: string, name = 'postgres-secrets'): Lack => {
  const says = `CreateContainerConfigError: couldn't find key ${key} in Secret postgres/${name}`;
  return { kind: 'Secret', name, key, says };
};
/** A file of a Secret that the volume names. */
const file = (name: string, key: string): Lack => {
  return { kind: 'Secret', name, key, says: `FailedMount: references non-existent secret key: ${key}` };
};
/** A file of a ConfigMap that the volume names. */
const named = (name: string, key: string): Lack => {
  return { kind: 'ConfigMap', name, key, says: `FailedMount: references non-existent config key: ${key}` };
};
const whole = (kind: Lack['kind'], name: string, problem = 'FailedMount'): Lack => {
  return { kind, name, says: `${problem}: ${kind.toLowerCase()} "${name}" not found` };
};
/** A file of a ConfigMap, whose volume takes whatever is there: a script says it. */
const text = (name: string, key: string, container: string, says: RegExp | string): Lack => {
  return { kind: 'ConfigMap', name, key, container, says };
};
/** What a container runtime cannot start. */
const program = (name: string, key: string, container: string): Lack =>
  text(name, key, container, new RegExp(`${key}.*: no such file or directory`, 'i'));

const CA = file('postgres-server-tls', 'ca.crt');

const KINDS: readonly PodKind[] = [
  {
    title: 'a member',
    template: (platform) => platform.pod('postgres-0').template,
    lacks: [
      ...['postgres-password', 'replicator-password', 'rewind-password', 'patroni-restapi-password'].map((key) =>
        file('postgres-secrets', key),
      ),
      variable('postgres-user'),
      whole('Secret', 'postgres-secrets'),
      whole('Secret', 'postgres-server-tls'),
      whole('ConfigMap', 'postgres-config'),
      ...['patroni.yml', 'postgresql.conf', 'pg_hba.conf', 'pg_ident.conf'].map((key) =>
        text('postgres-config', key, 'postgres', `start-patroni: /etc/postgresql has no ${key}: the ConfigMap`),
      ),
      program('postgres-operations', 'start-patroni.sh', 'postgres'),
      program('postgres-operations', 'reload-patroni.sh', 'reload'),
      text('postgres-operations', 'patroni-passwords.sh', 'postgres', 'patroni-passwords.sh: not found'),
    ],
  },
  {
    title: 'a pod of a pool',
    template: (platform) => platform.pod('pgbouncer-0').template,
    lacks: [
      file('postgres-secrets', 'pgbouncer-lookup-password'),
      file('postgres-pool-tls', 'tls.key'),
      CA,
      whole('Secret', 'postgres-secrets'),
      whole('ConfigMap', 'pgbouncer'),
      ...['pgbouncer.ini', 'pgbouncer-userlist.sh', 'reload-pgbouncer.sh'].map((key) => named('pgbouncer', key)),
    ],
  },
  {
    title: 'an exporter',
    template: (platform) => platform.pod('postgres-exporter-postgres-0-0').template,
    lacks: [variable('postgres-exporter-password'), CA],
  },
  {
    title: 'the parameters job',
    template: jobTemplate('postgres-parameters'),
    lacks: [
      variable('patroni-restapi-password'),
      CA,
      whole('ConfigMap', 'postgres-parameters'),
      program('postgres-parameters', 'apply-parameters.sh', 'apply-parameters'),
      text(
        'postgres-parameters',
        'store.json',
        'apply-parameters',
        '/store.json is missing: the ConfigMap lacks this key.',
      ),
    ],
  },
  {
    title: 'the reconcile job',
    template: jobTemplate('postgres-reconcile'),
    lacks: [
      variable('postgres-password'),
      variable('dict-core-user-password'),
      CA,
      whole('ConfigMap', 'postgres-reconcile'),
      text('postgres-reconcile', 'reconcile.sh', 'reconcile', 'cannot open /opt/operations/reconcile.sh: No such file'),
      ...['10-roles.sql', '20-databases.sql', 'databases.tsv', 'logins.tsv'].map((key) =>
        text('postgres-reconcile', key, 'reconcile', `/${key} is missing: the ConfigMap lacks this key.`),
      ),
      ...['30-dict_core.sql', 'reconcile-roles.sql'].map((key) =>
        text('postgres-reconcile', key, 'reconcile', `error: /opt/operations/${key}: No such file or directory`),
      ),
    ],
  },
  {
    title: 'the migrations job',
    template: jobTemplate('postgres-migrate-dict-core'),
    lacks: [
      variable('migration-password'),
      CA,
      whole('ConfigMap', 'postgres-migrate-dict-core'),
      ...['migrations.lock', 'ready.sql', '20260101000000_entries.sql'].map((key) =>
        text('postgres-migrate-dict-core', key, 'migrate', key),
      ),
      ...['migrate.sh', 'migrate-locked.sh'].map((key) =>
        text('postgres-migrate-dict-core', key, 'migrate', `cannot open /opt/operations/${key}: No such file`),
      ),
    ],
  },
  {
    title: 'the dump',
    template: cronJobTemplate('postgres-dump'),
    lacks: [
      variable('dump-password'),
      variable('access-key-id', 'aws-secrets'),
      whole('Secret', 'aws-secrets', 'CreateContainerConfigError'),
      CA,
      program('postgres-dump', 'dump.sh', 'dump'),
    ],
  },
  {
    title: 'the maintenance of partitions',
    template: cronJobTemplate('postgres-partition-maintenance'),
    lacks: [
      variable('partition-maintenance-password'),
      CA,
      program('postgres-partition-maintenance', 'maintain-partitions.sh', 'maintain-partitions'),
    ],
  },
];

/** Keys of ConfigMaps and Secrets that are missing when a pod starts. The platform that runs is not touched. */
export function missingSteps(booted: () => Booted): void {
  step('D7 whatever a pod lacks of ConfigMaps and Secrets is named, for each kind of pod', booted, async (running) => {
    const { platform } = running;
    const silent: string[] = [];
    for (const { title, template, lacks } of KINDS) {
      const all = await Promise.all(lacks.map((lack) => told(platform, template(platform), lack)));
      silent.push(...all.flatMap((problem) => (problem === undefined ? [] : [`${title}: ${problem}`])));
    }
    expect(silent).toEqual([]);
  });
}

let pods = 0;

/** Starts another pod of that template in a world without it. Undefined where the pod says it; else what it says. */
async function told(platform: Platform, template: PodTemplate, lack: Lack): Promise<string | undefined> {
  const { machine } = platform;
  pods += 1;
  const name = `lacking-${pods}`;
  const world = { ...machine, objects: without(machine.objects, lack) };
  const pod = await Pod.start(world, { name, namespace: 'postgres' }, withoutClaims(template));
  const said = () => (lack.container === undefined ? pod.status : platform.log(name, lack.container));
  const matches = () => (typeof lack.says === 'string' ? said().includes(lack.says) : lack.says.test(said()));
  try {
    await waitFor(`the message about ${lack.name} ${lack.key ?? ''}`, matches);
    return undefined;
  } catch {
    return `${lack.name} ${lack.key ?? ''}: ${pod.status}: ${said()}`;
  } finally {
    await pod.stop(0);
  }
}

function without(objects: Objects, { kind, name, key }: Lack): Objects {
  const others = new Objects();
  for (const each of ['ConfigMap', 'Secret']) {
    for (const object of objects.all<ConfigMap | Secret>(each)) {
      if (object.kind !== kind || object.metadata.name !== name) others.put(object);
      else if (key !== undefined) others.put(withoutKey(object, key));
    }
  }
  return others;
}

/** @throws Error where it was never there: the case would prove nothing */
function withoutKey(object: ConfigMap | Secret, key: string): ConfigMap | Secret {
  const field = 'stringData' in object ? 'stringData' : 'data';
  const { [key]: removed, ...others } = ('stringData' in object ? object.stringData : object.data) ?? {};
  if (removed === undefined) throw new Error(`${object.kind} ${object.metadata.name} has no key ${key}`);
  return Object.assign({ kind: object.kind, metadata: object.metadata }, { [field]: others }) as ConfigMap | Secret;
}

/** Volumes of the pods that run stay theirs. */
function withoutClaims(template: PodTemplate): PodTemplate {
  const volumes = (template.spec.volumes ?? []).map((volume) =>
    volume.persistentVolumeClaim ? { name: volume.name, emptyDir: {} } : volume,
  );
  return { ...template, spec: { ...template.spec, volumes } };
}

function jobTemplate(prefix: string): PodKind['template'] {
  return ({ objects }) => {
    const found = objects.all<Job>('Job').findLast(({ metadata }) => metadata.name.startsWith(prefix));
    if (!found) throw new Error(`there is no Job ${prefix}`);
    return found.spec.template;
  };
}

function cronJobTemplate(name: string): PodKind['template'] {
  return ({ objects }) => objects.one<CronJob>('CronJob', name).spec.jobTemplate.spec.template;
}
