import type { Duration, Size } from 'cdk8s';
import type { Bytes, Special } from './values';

/**
 * Buffers and sockets of PgBouncer.
 *
 * @see https://www.pgbouncer.org/config.html#low-level-network-settings
 */
export interface PgBouncerSockets {
  /**
   * Buffer of a connection.
   *
   * @default Bytes.of(4096)
   * @see https://www.pgbouncer.org/config.html#pkt_buf
   */
  readonly pktBuf?: Bytes | Size;
  /**
   * The longest statement or row that passes.
   *
   * @default Bytes.of(2147483647)
   * @see https://www.pgbouncer.org/config.html#max_packet_size
   */
  readonly maxPacketSize?: Bytes | Size;
  /**
   * Connections that the kernel keeps while they are not accepted.
   *
   * @default 128
   * @see https://www.pgbouncer.org/config.html#listen_backlog
   */
  readonly listenBacklog?: number;
  /**
   * Buffers of one connection before the next has its turn.
   *
   * @default 5
   * @see https://www.pgbouncer.org/config.html#sbuf_loopcnt
   */
  readonly sbufLoopcnt?: number | Special;
  /**
   * Whether a connection is accepted when it has data.
   *
   * @default true
   * @see https://www.pgbouncer.org/config.html#tcp_defer_accept
   */
  readonly tcpDeferAccept?: boolean;
  /**
   * Buffers of sockets.
   *
   * @default Special.SYSTEM
   * @see https://www.pgbouncer.org/config.html#tcp_socket_buffer
   */
  readonly tcpSocketBuffer?: Bytes | Size | Special;
  /**
   * Whether keepalives are sent.
   *
   * @default true
   * @see https://www.pgbouncer.org/config.html#tcp_keepalive
   */
  readonly tcpKeepalive?: boolean;
  /**
   * Lost keepalives before a connection is dead.
   *
   * @default Special.SYSTEM
   * @see https://www.pgbouncer.org/config.html#tcp_keepcnt
   */
  readonly tcpKeepcnt?: number | Special;
  /**
   * Idle time before the first keepalive: whole seconds.
   *
   * @default Special.SYSTEM
   * @see https://www.pgbouncer.org/config.html#tcp_keepidle
   */
  readonly tcpKeepidle?: Duration | Special;
  /**
   * Time between keepalives: whole seconds.
   *
   * @default Special.SYSTEM
   * @see https://www.pgbouncer.org/config.html#tcp_keepintvl
   */
  readonly tcpKeepintvl?: Duration | Special;
  /**
   * How long sent data may stay unacknowledged: whole milliseconds.
   *
   * @default Special.SYSTEM
   * @see https://www.pgbouncer.org/config.html#tcp_user_timeout
   */
  readonly tcpUserTimeout?: Duration | Special;
}
