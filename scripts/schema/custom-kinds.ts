import type { JsonSchema } from './kubernetes';

const string: JsonSchema = { type: 'string' };
const name: JsonSchema = { type: 'string', pattern: '.' };
const boolean: JsonSchema = { type: 'boolean' };
const count: JsonSchema = { type: 'integer', minimum: 0 };
const strings: JsonSchema = list(string);
const texts: JsonSchema = { type: 'object', additionalProperties: string };
/** As Go writes durations. @see https://pkg.go.dev/time#ParseDuration */
const goDuration: JsonSchema = { type: 'string', pattern: '^(0|([0-9]+(\\.[0-9]+)?(ns|us|µs|ms|s|m|h))+)$' };
/** @see https://prometheus-operator.dev/docs/api-reference/api/#monitoring.coreos.com/v1.Duration */
const prometheusDuration: JsonSchema = {
  type: 'string',
  pattern: '^(0|(([0-9]+)y)?(([0-9]+)w)?(([0-9]+)d)?(([0-9]+)h)?(([0-9]+)m)?(([0-9]+)s)?(([0-9]+)ms)?)$',
};

function list(items: JsonSchema): JsonSchema {
  return { type: 'array', items, minItems: 1 };
}

function record(required: Record<string, JsonSchema>, optional: Record<string, JsonSchema> = {}): JsonSchema {
  const properties = { ...required, ...optional };
  return { type: 'object', additionalProperties: false, properties, required: Object.keys(required) };
}

function oneOf(...values: string[]): JsonSchema {
  return { type: 'string', enum: values };
}

function reference(definition: string): JsonSchema {
  return { $ref: `#/definitions/${definition}` };
}

function kind(apiVersion: string, kindName: string, spec: JsonSchema): JsonSchema {
  return record({
    apiVersion: { const: apiVersion },
    kind: { const: kindName },
    metadata: reference('ObjectMeta'),
    spec,
  });
}

/** The kinds of imports/, with the fields that are typed there. */
export const CUSTOM_KINDS: Readonly<Record<string, string>> = {
  'cert-manager.io/v1 Certificate': 'Certificate',
  'external-secrets.io/v1 ExternalSecret': 'ExternalSecret',
  'monitoring.coreos.com/v1 PodMonitor': 'PodMonitor',
  'monitoring.coreos.com/v1 PrometheusRule': 'PrometheusRule',
};

export const CUSTOM_DEFINITIONS: Readonly<Record<string, JsonSchema>> = {
  Certificate: kind('cert-manager.io/v1', 'Certificate', reference('CertificateSpec')),
  CertificateSpec: record(
    { secretName: name, issuerRef: record({ name }, { kind: name, group: name }) },
    {
      commonName: { type: 'string', pattern: '^.{1,64}$' },
      dnsNames: strings,
      ipAddresses: strings,
      duration: goDuration,
      renewBefore: goDuration,
      usages: list(
        oneOf(
          ...['signing', 'digital signature', 'content commitment', 'key encipherment', 'key agreement'],
          ...['data encipherment', 'cert sign', 'crl sign', 'encipher only', 'decipher only', 'any', 'server auth'],
          ...['client auth', 'code signing', 'email protection', 's/mime', 'ipsec end system', 'ipsec tunnel'],
          ...['ipsec user', 'timestamping', 'ocsp signing', 'microsoft sgc', 'netscape sgc'],
        ),
      ),
      privateKey: record(
        {},
        {
          algorithm: oneOf('RSA', 'ECDSA', 'Ed25519'),
          encoding: oneOf('PKCS1', 'PKCS8'),
          size: { type: 'integer', enum: [256, 384, 521, 2048, 4096, 8192] },
          rotationPolicy: oneOf('Never', 'Always'),
        },
      ),
      secretTemplate: record({}, { annotations: texts, labels: texts }),
      revisionHistoryLimit: { type: 'integer', minimum: 1 },
    },
  ),
  ExternalSecret: kind('external-secrets.io/v1', 'ExternalSecret', reference('ExternalSecretSpec')),
  ExternalSecretSpec: record(
    { secretStoreRef: record({ name }, { kind: oneOf('SecretStore', 'ClusterSecretStore') }) },
    {
      target: record(
        {},
        {
          name,
          creationPolicy: oneOf('Owner', 'Orphan', 'Merge', 'None'),
          deletionPolicy: oneOf('Retain', 'Delete', 'Merge'),
          immutable: boolean,
        },
      ),
      refreshInterval: goDuration,
      refreshPolicy: oneOf('Periodic', 'CreatedOnce', 'OnChange'),
      data: list(
        record({
          secretKey: { type: 'string', pattern: '^[-._a-zA-Z0-9]{1,253}$' },
          remoteRef: reference('ExternalSecretRemoteRef'),
        }),
      ),
      dataFrom: list(record({ extract: reference('ExternalSecretRemoteRef') })),
    },
  ),
  ExternalSecretRemoteRef: record(
    { key: name },
    {
      property: string,
      version: string,
      conversionStrategy: oneOf('Default', 'Unicode'),
      decodingStrategy: oneOf('None', 'Base64', 'Base64URL', 'Auto'),
      metadataPolicy: oneOf('None', 'Fetch'),
    },
  ),
  PodMonitor: kind('monitoring.coreos.com/v1', 'PodMonitor', reference('PodMonitorSpec')),
  PodMonitorSpec: record(
    { selector: reference('LabelSelector'), podMetricsEndpoints: list(reference('PodMetricsEndpoint')) },
    {
      jobLabel: string,
      podTargetLabels: strings,
      sampleLimit: count,
      namespaceSelector: record({}, { any: boolean, matchNames: strings }),
    },
  ),
  PodMetricsEndpoint: record(
    { port: name },
    {
      path: string,
      scheme: oneOf('http', 'https'),
      params: { type: 'object', additionalProperties: strings },
      interval: prometheusDuration,
      scrapeTimeout: prometheusDuration,
      honorLabels: boolean,
      relabelings: list(reference('RelabelConfig')),
      metricRelabelings: list(reference('RelabelConfig')),
      tlsConfig: record(
        {},
        {
          ca: reference('SecretOrConfigMapKey'),
          cert: reference('SecretOrConfigMapKey'),
          keySecret: reference('ObjectKey'),
          serverName: string,
          insecureSkipVerify: boolean,
        },
      ),
    },
  ),
  SecretOrConfigMapKey: record({}, { secret: reference('ObjectKey'), configMap: reference('ObjectKey') }),
  ObjectKey: record({ name, key: name }, { optional: boolean }),
  RelabelConfig: record(
    {},
    {
      sourceLabels: strings,
      separator: string,
      targetLabel: string,
      regex: string,
      modulus: count,
      replacement: string,
      action: oneOf(
        ...['replace', 'keep', 'drop', 'hashmod', 'labelmap', 'labeldrop', 'labelkeep', 'lowercase', 'uppercase'],
        ...['keepequal', 'dropequal'],
      ),
    },
  ),
  PrometheusRule: kind('monitoring.coreos.com/v1', 'PrometheusRule', record({ groups: list(reference('RuleGroup')) })),
  RuleGroup: record({ name, rules: list(reference('Rule')) }, { interval: prometheusDuration, limit: count }),
  Rule: record(
    { expr: { type: 'string', pattern: '\\S' } },
    {
      alert: name,
      record: { type: 'string', pattern: '^[a-zA-Z_:][a-zA-Z0-9_:]*$' },
      for: prometheusDuration,
      keep_firing_for: prometheusDuration,
      labels: texts,
      annotations: texts,
    },
  ),
};
