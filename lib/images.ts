import type { Major } from './parameters/majors';
import { Image } from './profile/images';

/**
 * The images beside PostgreSQL's own: the major that the specifications name, at its current minor. A profile's
 * `images` overrides any of them. dbmate's is the version of npm that the tests run.
 */
export const DEFAULT_IMAGES = {
  pgbouncer: Image.of('edoburu/pgbouncer', 'v1.25.2-p0'),
  postgresExporter: Image.of('quay.io/prometheuscommunity/postgres-exporter', 'v0.19.1'),
  pgbouncerExporter: Image.of('quay.io/prometheuscommunity/pgbouncer-exporter', 'v0.12.0'),
  dbmate: Image.of('ghcr.io/amacneil/dbmate', '2.36.0'),
} as const;

/**
 * The official image of each major, of the Debian release that `images/postgres` is built on, at the minor of npm's
 * servers, which the tests run.
 */
export const OFFICIAL_IMAGES: Readonly<Record<Major, Image>> = {
  15: Image.of('docker.io/library/postgres', '15.18-trixie'),
  16: Image.of('docker.io/library/postgres', '16.14-trixie'),
  17: Image.of('docker.io/library/postgres', '17.10-trixie'),
  18: Image.of('docker.io/library/postgres', '18.4-trixie'),
};
