import type { CronJob, Manifest, PodTemplate } from './harness/manifests';
import type { Platform } from './harness/platform';
import { waitFor } from './harness/run';

const PORT = 9000;
const LABELS = { app: 's3' };
const IDENTITY = { name: 's3', namespace: 'storage' };

/** A bucket of an S3 server (moto) that runs in a pod of its own. */
export class Bucket {
  public static async start(platform: Platform, name: string): Promise<Bucket> {
    await platform.apply(MANIFESTS);
    const bucket = new Bucket(`http://${platform.pod('s3-0').address}:${PORT}/${name}`);
    await waitFor('the bucket', () => bucket.request('PUT', '').then(() => true));
    return bucket;
  }

  /** The server's URL for pods. */
  public readonly endpoint = `http://s3.storage.svc.cluster.local:${PORT}`;

  private constructor(private readonly url: string) {}

  /** The objects' keys, sorted. */
  public async keys(): Promise<string[]> {
    const listing = await this.request('GET', '?list-type=2&max-keys=1000&encoding-type=url');
    return [...listing.matchAll(/<Key>([^<]*)<\/Key>/g)].map(([, key]) => decodeURIComponent(key ?? '')).sort();
  }

  public get(key: string): Promise<string> {
    return this.request('GET', `/${key}`);
  }

  private async request(method: string, address: string): Promise<string> {
    // Objects are private, but any signature will do.
    const credential = 'Credential=test/20260101/us-east-1/s3/aws4_request, SignedHeaders=host, Signature=0';
    const headers = { authorization: `AWS4-HMAC-SHA256 ${credential}` };
    const answer = await fetch(this.url + address, { method, headers });
    if (!answer.ok) throw new Error(`${method} ${this.url}${address}: ${answer.status} ${await answer.text()}`);
    return answer.text();
  }
}

/** The job with that server in place of Amazon’s own, which a profile names. */
export function withEndpoint(job: CronJob, endpoint: string): CronJob {
  const { template } = job.spec.jobTemplate.spec;
  const containers = template.spec.containers.map((container) => ({
    ...container,
    env: [
      ...(container.env ?? []),
      { name: 'RCLONE_CONFIG_STORE_ENDPOINT', value: endpoint },
      // Else the bucket would be a part of the server's name.
      { name: 'RCLONE_CONFIG_STORE_PROVIDER', value: 'Other' },
    ],
  }));
  const spec = { ...template.spec, containers };
  return { ...job, spec: { jobTemplate: { spec: { ...job.spec.jobTemplate.spec, template: { ...template, spec } } } } };
}

const TEMPLATE: PodTemplate = {
  metadata: { labels: LABELS },
  spec: {
    containers: [
      {
        name: 's3',
        image: 'moto',
        args: ['--host', '0.0.0.0', '--port', String(PORT)],
        env: [
          { name: 'HOME', value: '/tmp' },
          { name: 'INITIAL_NO_AUTH_ACTION_COUNT', value: 'inf' },
        ],
        volumeMounts: [{ name: 'tmp', mountPath: '/tmp' }],
        readinessProbe: { tcpSocket: { port: PORT }, periodSeconds: 1 },
      },
    ],
    volumes: [{ name: 'tmp', emptyDir: {} }],
    securityContext: { runAsUser: 999, runAsGroup: 999, fsGroup: 999 },
  },
};

const MANIFESTS: readonly Manifest[] = [
  Object.assign({ kind: 'Service', metadata: IDENTITY }, { spec: { selector: LABELS } }),
  Object.assign({ kind: 'Deployment', metadata: IDENTITY }, { spec: { replicas: 1, template: TEMPLATE } }),
];
