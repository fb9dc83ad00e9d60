import { Size } from 'cdk8s';
import type { Finding } from '../findings';
import type { S3Credentials, S3Props } from './backups';
import { keyName } from './check-identifiers';
import { fault, minimumSize } from './figures';
import type { PostgresProfile } from './profile';

/** Where dumps are made and kept. */
export function checkDumps({ backups }: PostgresProfile): Finding[] {
  const { dumps } = backups ?? {};
  if (!dumps) return [];
  const path = 'backups.dumps';
  const { props } = dumps.destination;
  return [
    ...minimumSize(`${path}.stagingSize`, dumps.stagingSize, Size.mebibytes(1), 'cannot hold a dump'),
    ...bucketName(`${path}.destination.bucket`, props),
    ...keyPrefix(`${path}.destination.prefix`, props),
    ...region(`${path}.destination.region`, props),
    ...endpoint(`${path}.destination.endpoint`, props),
    ...credentials(`${path}.destination.credentials`, props.credentials),
    ...credentials(`${path}.retention.credentials`, dumps.retention?.credentials),
  ];
}

/** @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html */
function bucketName(path: string, { bucket }: S3Props): Finding[] {
  return [
    ...fault(
      !/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/.test(bucket),
      path,
      `"${bucket}" is no bucket. Use 3 to 63 lower-case letters, digits, "-" and ".".`,
    ),
    ...fault(
      bucket.includes('..'),
      path,
      `"${bucket}" has two dots side by side, which no bucket may. Use single ones.`,
    ),
    ...fault(
      /^\d+(\.\d+){3}$/.test(bucket),
      path,
      `"${bucket}" is written like an address, which no bucket may be. Choose another name.`,
    ),
  ];
}

function keyPrefix(path: string, { prefix }: S3Props): Finding[] {
  const such = 'Write it such as postgres/dumps.';
  return [
    ...fault(
      !/^[^\s/\p{Cc}]+(\/[^\s/\p{Cc}]+)*$/u.test(prefix),
      path,
      `${JSON.stringify(prefix)} is empty, has a space or a control character, or a slash at one of its ends or beside another. ${such}`,
    ),
    ...fault(
      prefix.split('/').some((folder) => /^\.{1,2}$/.test(folder)),
      path,
      `"${prefix}" has "." or ".." for a folder, which programs take for another place. ${such}`,
    ),
  ];
}

function region(path: string, { region: name }: S3Props): Finding[] {
  return fault(!/^[\w.-]+$/.test(name), path, `${JSON.stringify(name)} is no region. Write one such as us-east-1.`);
}

function endpoint(path: string, { endpoint: url }: S3Props): Finding[] {
  if (url === undefined) return [];
  // It is not repeated: what it holds may be secret.
  if (url.includes('@')) {
    const message =
      'holds a name or a password, and a profile is no place for a secret. Remove all up to the "@"; the credentials are in a Secret.';
    return [{ path, message }];
  }
  return fault(
    !/^https:\/\/([A-Za-z0-9.-]+|\[[0-9A-Fa-f:.]+\])(:\d{1,5})?\/?$/.test(url),
    path,
    `"${url}" is no URL of a server that is encrypted. Write it such as https://s3.example.org.`,
  );
}

function credentials(path: string, said: S3Credentials | undefined): Finding[] {
  if (said === undefined) return [];
  const { accessKeyIdKey = 'access-key-id', secretAccessKeyKey = 'secret-access-key' } = said;
  return [
    ...keyName(`${path}.accessKeyIdKey`, accessKeyIdKey, 'Name it by'),
    ...keyName(`${path}.secretAccessKeyKey`, secretAccessKeyKey, 'Name it by'),
    ...fault(
      accessKeyIdKey === secretAccessKeyKey,
      `${path}.secretAccessKeyKey`,
      `"${secretAccessKeyKey}" is the key of the access key's id as well, and holds one of them. Name the key of each.`,
    ),
  ];
}
