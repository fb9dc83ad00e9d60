export { type DiffOptions, diffDist } from './diff/diff';
export { EFFECTS, type Effect, RESTART_ORDERS, type RestartOrder } from './diff/effect';
export type { Change, DiffReport, ObjectDiff, PlatformDiff } from './diff/report';
export { type Finding, FindingsError } from './findings';
export { type MigrationFiles, readMigrations } from './migrations/read-migrations';
export * from './parameters';
export { addPlatforms, PostgresPlatform } from './platform';
export type { Access } from './profile/access';
export * from './profile/backups';
export * from './profile/databases';
export {
  extendProfile,
  ObjectStoreOverrides,
  PostgresOverrides,
  type ProfileOverrides,
  SecretsOverrides,
  TlsOverrides,
  TopologyOverrides,
} from './profile/extend';
export { Extension } from './profile/extensions';
export { Image, type ImageProps, type Images, PlatformImage } from './profile/images';
export * from './profile/monitoring';
export * from './profile/neighbors';
export * from './profile/network';
export type { Objectives } from './profile/objectives';
export { type PartitionedTable, PartitionInterval, PartitionRetire } from './profile/partitions';
export * from './profile/pools';
export * from './profile/postgres';
export * from './profile/profile';
export { checkProfile } from './profile/resolve';
export * from './profile/resources';
export * from './profile/roles';
export * from './profile/schedules';
export * from './profile/secrets';
export * from './profile/tls';
export * from './profile/topology';
export { App, type AppProps } from './synth/app';
export { declareExternal, type External, enforceRestricted } from './synth/external';
export { runApp } from './synth/run-app';
export * from './tiers';
