/** Extensions that the platform's image holds. */
export enum Extension {
  /** Exclusion constraints and GiST over scalar types. @see https://www.postgresql.org/docs/current/btree-gist.html */
  BTREE_GIST = 'btree_gist',
  /** GIN over scalar types. @see https://www.postgresql.org/docs/current/btree-gin.html */
  BTREE_GIN = 'btree_gin',
  /** Case-insensitive text. @see https://www.postgresql.org/docs/current/citext.html */
  CITEXT = 'citext',
  /** Key-value pairs. @see https://www.postgresql.org/docs/current/hstore.html */
  HSTORE = 'hstore',
  /** Jobs inside the server. @see https://github.com/citusdata/pg_cron */
  PG_CRON = 'pg_cron',
  /** Partitions by time or id, created ahead and retired. @see https://github.com/pgpartman/pg_partman */
  PG_PARTMAN = 'pg_partman',
  /** Statistics of statements. @see https://www.postgresql.org/docs/current/pgstatstatements.html */
  PG_STAT_STATEMENTS = 'pg_stat_statements',
  /** Similarity of texts by trigrams. @see https://www.postgresql.org/docs/current/pgtrgm.html */
  PG_TRGM = 'pg_trgm',
  /** Cryptographic functions. @see https://www.postgresql.org/docs/current/pgcrypto.html */
  PGCRYPTO = 'pgcrypto',
  /** Tables of other PostgreSQL servers. @see https://www.postgresql.org/docs/current/postgres-fdw.html */
  POSTGRES_FDW = 'postgres_fdw',
  /** Text search without accents. @see https://www.postgresql.org/docs/current/unaccent.html */
  UNACCENT = 'unaccent',
  /** UUIDs. @see https://www.postgresql.org/docs/current/uuid-ossp.html */
  UUID_OSSP = 'uuid-ossp',
}

export interface ExtensionFacts {
  /** Whether its library must be in `shared_preload_libraries`: a restart. */
  readonly preload: boolean;
  /** The schema that its objects go to; `public` where it is not said. */
  readonly schema?: string;
  /** The server keeps it in one database only, named by a parameter. */
  readonly oneDatabase?: boolean;
}

/** What differs between extensions. */
export const EXTENSIONS: Readonly<Record<Extension, ExtensionFacts>> = {
  [Extension.BTREE_GIST]: { preload: false },
  [Extension.BTREE_GIN]: { preload: false },
  [Extension.CITEXT]: { preload: false },
  [Extension.HSTORE]: { preload: false },
  [Extension.PG_CRON]: { preload: true, schema: 'pg_catalog', oneDatabase: true },
  [Extension.PG_PARTMAN]: { preload: false, schema: 'partman' },
  [Extension.PG_STAT_STATEMENTS]: { preload: true },
  [Extension.PG_TRGM]: { preload: false },
  [Extension.PGCRYPTO]: { preload: false },
  [Extension.POSTGRES_FDW]: { preload: false },
  [Extension.UNACCENT]: { preload: false },
  [Extension.UUID_OSSP]: { preload: false },
};
