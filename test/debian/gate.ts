import * as net from 'node:net';

/** An address by which a server on 127.0.0.1 is reached, as long as the gate is open. */
export class Gate {
  public static open(address: string, port: number): Promise<Gate> {
    const sockets = new Set<net.Socket>();
    const server = net.createServer((client) => {
      const upstream = net.connect(port, '127.0.0.1');
      for (const [socket, other] of [
        [client, upstream],
        [upstream, client],
      ] as const) {
        sockets.add(socket);
        socket.on('error', () => other.destroy());
        socket.on('close', () => other.destroy());
        socket.pipe(other);
      }
    });
    return new Promise((resolve, reject) => {
      server.once('error', reject);
      server.listen(port, address, () => resolve(new Gate(server, sockets)));
    });
  }

  private constructor(
    private readonly server: net.Server,
    private readonly sockets: ReadonlySet<net.Socket>,
  ) {}

  /** Nobody is let in any more, and whoever is in is cut off. */
  public close(): Promise<void> {
    for (const socket of this.sockets) socket.destroy();
    return new Promise((resolve) => this.server.close(() => resolve()));
  }
}
