import * as fs from 'node:fs';
import { freePort } from '../../scripts/embedded-postgres';
import { eventually, start } from './processes';

/** A real S3 server (moto) on 127.0.0.1, with one empty bucket. */
export interface S3Server {
  readonly url: string;
  /** Keys of the bucket's objects, sorted. */
  keys(): Promise<string[]>;
  /** The storage class of each object, by its key. */
  classes(): Promise<Map<string, string>>;
  get(key: string): Promise<Buffer>;
  /** @param storageClass is the bucket's own unless it is named */
  put(key: string, content: string, storageClass?: string): Promise<void>;
  /** Begins an upload in parts, and never ends it. */
  beginUpload(key: string): Promise<void>;
  /** Keys of the uploads that are not ended. */
  uploads(): Promise<string[]>;
  /** From now on only signed requests with known credentials are answered. */
  refuseStrangers(): Promise<void>;
  /** From now on everybody is answered. */
  admitStrangers(): Promise<void>;
  empty(): Promise<void>;
  stop(): Promise<void>;
}

export const BUCKET = 'platform-dumps';

export async function startS3Server(folder: string): Promise<S3Server> {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const server = start({ command: 'moto_server', args: ['-H', '127.0.0.1', '-p', String(port)] }, [], {
    cwd: folder,
    env: { PATH: process.env.PATH, HOME: process.env.HOME, INITIAL_NO_AUTH_ACTION_COUNT: 'inf' },
  });
  // Objects are private; any signature will do until strangers are refused.
  const credential = 'Credential=test/20260101/us-east-1/s3/aws4_request, SignedHeaders=host, Signature=0';
  const headers = { authorization: `AWS4-HMAC-SHA256 ${credential}` };
  const request = async (method: string, address: string, body?: string, more: Record<string, string> = {}) => {
    const all = { ...headers, ...more };
    const answer = await fetch(`${url}/${address}`, { method, headers: all, ...(body !== undefined && { body }) });
    if (!answer.ok) throw new Error(`${method} ${address}: ${answer.status} ${await answer.text()}`);
    return Buffer.from(await answer.arrayBuffer());
  };
  const classes = async () => {
    const listing = (await request('GET', `${BUCKET}?list-type=2&max-keys=1000&encoding-type=url`)).toString();
    const found = [...listing.matchAll(/<Key>([^<]*)<\/Key>.*?<StorageClass>([^<]*)</gs)];
    return new Map(found.map(([, key = '', storageClass = '']) => [decodeURIComponent(key), storageClass]));
  };
  const keys = async () => [...(await classes()).keys()].sort();
  const address = (key: string) => `${BUCKET}/${key.split('/').map(encodeURIComponent).join('/')}`;
  await eventually(() => request('PUT', BUCKET), 300);
  return {
    url,
    keys,
    classes,
    put: async (key, content, storageClass) =>
      void (await request('PUT', address(key), content, storageClass ? { 'x-amz-storage-class': storageClass } : {})),
    get: (key) => request('GET', address(key)),
    beginUpload: async (key) => void (await request('POST', `${address(key)}?uploads`)),
    uploads: async () => {
      const listing = (await request('GET', `${BUCKET}?uploads`)).toString();
      return [...listing.matchAll(/<Key>([^<]*)</g)].map(([, key = '']) => key).sort();
    },
    refuseStrangers: async () => void (await request('POST', 'moto-api/reset-auth', '0')),
    admitStrangers: async () => void (await request('POST', 'moto-api/reset-auth', 'inf')),
    empty: async () => {
      for (const key of await keys()) await request('DELETE', address(key));
    },
    stop: async () => {
      await server.stop();
      fs.rmSync(folder, { recursive: true, force: true });
    },
  };
}
