import * as dgram from 'node:dgram';

/** The addresses of a name; undefined where there is no such name. */
export type Lookup = (name: string) => readonly string[] | undefined;

export interface DnsServer {
  stop(): Promise<void>;
}

const ADDRESS_RECORD = 1;
const NO_SUCH_NAME = 3;
const TTL_SECONDS = 1;

/** A DNS server for pods, over UDP. It knows names of the cluster, and their IPv4 addresses. */
export async function startDns(address: string, lookup: Lookup): Promise<DnsServer> {
  const socket = dgram.createSocket('udp4');
  // An answer that cannot be sent is one that got lost: who asked asks again.
  const lost = () => undefined;
  socket.on('message', (query, { port, address: asker }) => socket.send(answer(query, lookup), port, asker, lost));
  await new Promise<void>((resolve, reject) => {
    socket.once('error', reject);
    socket.bind(53, address, resolve);
  });
  return { stop: () => new Promise((resolve) => socket.close(() => resolve())) };
}

/** @see https://www.rfc-editor.org/rfc/rfc1035#section-4 */
export function answer(query: Buffer, lookup: Lookup): Buffer {
  const { name, type, end } = question(query);
  const found = lookup(name.toLowerCase());
  const addresses = type === ADDRESS_RECORD ? rotated(found ?? []) : [];
  const header = Buffer.alloc(12);
  query.copy(header, 0, 0, 2);
  // A response, authoritative, recursion desired as asked, recursion available.
  header.writeUInt16BE(0x8480 | (query.readUInt16BE(2) & 0x0100) | (found ? 0 : NO_SUCH_NAME), 2);
  header.writeUInt16BE(1, 4);
  header.writeUInt16BE(addresses.length, 6);
  return Buffer.concat([header, query.subarray(12, end), ...addresses.map(record)]);
}

function question(query: Buffer): { name: string; type: number; end: number } {
  const labels: string[] = [];
  let position = 12;
  for (let length = query.readUInt8(position); length > 0; length = query.readUInt8(position)) {
    labels.push(query.toString('latin1', position + 1, position + 1 + length));
    position += 1 + length;
  }
  return { name: labels.join('.'), type: query.readUInt16BE(position + 1), end: position + 5 };
}

/** The name is the question's, by a pointer. */
function record(address: string): Buffer {
  const start = Buffer.from([0xc0, 12, 0, ADDRESS_RECORD, 0, 1, 0, 0, 0, TTL_SECONDS, 0, 4]);
  return Buffer.concat([start, Buffer.from(address.split('.').map(Number))]);
}

let turn = 0;

function rotated(addresses: readonly string[]): readonly string[] {
  turn += 1;
  const first = addresses.length === 0 ? 0 : turn % addresses.length;
  return [...addresses.slice(first), ...addresses.slice(0, first)];
}
