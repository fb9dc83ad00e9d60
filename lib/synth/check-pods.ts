import type { Finding } from '../findings';
import { didYouMean } from '../nearest';
import { duplicates } from './check-limits';
import { checkName, LABEL, PORT_NAME } from './check-names';
import { dig, fields, list, locate, type RenderedObject, text } from './manifest';
import { type Container, type PodTemplate, podTemplate } from './pods';

/** Whether what a pod's parts name of each other is there, once: volumes, claims, ports, environment, labels. */
export function checkPods(object: RenderedObject): Finding[] {
  const pod = podTemplate(object);
  if (!pod) return [];
  const claims = list(dig(object.manifest, 'spec', 'volumeClaimTemplates'));
  const volumes = namesOf(pod.spec.volumes);
  const known = [...volumes, ...claims.map((claim) => text(dig(claim, 'metadata', 'name')))];
  const containers = pod.containers.map(({ spec }) => text(spec.name));
  const ports = pod.containers.flatMap(({ field, spec }) =>
    list(spec.ports).map((port, index) => ({ field: `${field}.ports[${index}].name`, name: text(fields(port).name) })),
  );
  const findings = [
    ...duplicates(containers).map(([index, name]) =>
      twice(object, `${pod.containers[index]?.field}.name`, name, 'containers'),
    ),
    ...duplicates(volumes).map(([index, name]) =>
      twice(object, `${pod.field}.volumes[${index}].name`, name, 'volumes'),
    ),
    ...duplicates(ports.map(({ name }) => name)).map(([index, name]) =>
      twice(object, ports[index]?.field ?? '', name, 'ports'),
    ),
  ];
  for (const { field, name } of ports) if (name !== '') findings.push(...checkName(object, field, name, PORT_NAME));
  for (const { field, spec } of pod.containers) {
    findings.push(...checkName(object, `${field}.name`, text(spec.name), LABEL));
  }
  for (const [index, name] of volumes.entries()) {
    findings.push(...checkName(object, `${pod.field}.volumes[${index}].name`, name, LABEL));
  }
  for (const container of pod.containers) findings.push(...checkContainer(object, container, known));
  return [...findings, ...checkSelector(object, pod)];
}

function twice(object: RenderedObject, field: string, name: string, what: string): Finding {
  return { path: locate(object, field), message: `"${name}" names two ${what} of the pod. Rename one.` };
}

function namesOf(value: unknown): string[] {
  return list(value).map((item) => text(fields(item).name));
}

function checkContainer(object: RenderedObject, container: Container, volumes: readonly string[]): Finding[] {
  const { field, spec } = container;
  const mounts = list(spec.volumeMounts).map(fields);
  const paths = mounts.map((mount) => text(mount.mountPath).replace(/(?<=.)\/$/, ''));
  const findings = [
    ...duplicates(namesOf(spec.env)).map(([index, name]) => ({
      path: locate(object, `${field}.env[${index}].name`),
      message: `"${name}" is set twice, and the last one wins. Remove one.`,
    })),
    ...duplicates(paths).map(([index, path]) => ({
      path: locate(object, `${field}.volumeMounts[${index}].mountPath`),
      message: `Two volumes are mounted at "${path}". Move one.`,
    })),
  ];
  for (const key of ['volumeMounts', 'volumeDevices']) {
    for (const [index, name] of namesOf(spec[key]).entries()) {
      if (name === '' || volumes.includes(name)) continue;
      findings.push({
        path: locate(object, `${field}.${key}[${index}].name`),
        message: `The pod has no volume "${name}".${didYouMean(name, volumes) || ' Add it to the volumes.'}`,
      });
    }
  }
  return [...findings, ...checkHandlers(object, container)];
}

const HANDLERS = [
  ['livenessProbe'],
  ['readinessProbe'],
  ['startupProbe'],
  ['lifecycle', 'preStop'],
  ['lifecycle', 'postStart'],
];

/** Probes and hooks name a port of their own container. */
function checkHandlers(object: RenderedObject, { field, spec }: Container): Finding[] {
  if (HANDLERS.every(([handler = '']) => spec[handler] === undefined)) return [];
  const ports = namesOf(spec.ports);
  return HANDLERS.flatMap((path) =>
    ['httpGet', 'tcpSocket'].flatMap((action) => {
      const port = dig(spec, ...path, action, 'port');
      if (typeof port !== 'string' || ports.includes(port)) return [];
      const message = `The container has no port named "${port}".${didYouMean(port, ports) || ' Name one so, or write its number.'}`;
      return [{ path: locate(object, [field, ...path, action, 'port'].join('.')), message }];
    }),
  );
}

/** The API server refuses a workload that does not select its own pods. */
function checkSelector(object: RenderedObject, pod: PodTemplate): Finding[] {
  if (pod.field !== 'spec.template.spec') return [];
  const labels = Object.entries(fields(dig(object.manifest, 'spec', 'selector', 'matchLabels')));
  const missing = labels.filter(([key, value]) => pod.labels[key] !== value);
  return missing.map(([key, value]) => ({
    path: locate(object, 'spec.selector.matchLabels'),
    message: `The pods of the template lack the label ${key}=${String(value)} by which they are selected. Add it to the template.`,
  }));
}
