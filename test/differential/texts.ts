import fc from 'fast-check';

/** Texts of a parameter that the server parses. */
interface Texts {
  readonly valid: fc.Arbitrary<string>;
  /** Texts that it refuses. @default - it refuses none, or only a database knows */
  readonly invalid?: readonly string[];
}

const one = (...texts: string[]) => fc.constantFrom(...texts);

function some(...texts: string[]): fc.Arbitrary<string> {
  return fc.shuffledSubarray(texts).map((chosen) => chosen.join(', '));
}

const names = some('"$user"', 'public', 'app_1', '"with space"', '"a ""quoted"" one"', 'ümlaut');
const notNames = [',', 'a,', 'a b', '"a', 'a,,b'];
const zones = [
  'UTC',
  'Etc/UTC',
  'America/Sao_Paulo',
  'Europe/Berlin',
  'europe/berlin',
  'Asia/Kolkata',
  'Etc/GMT+3',
  'EST5EDT',
  '<-03>3',
];
const notZones = ['Berlin', 'America/Sao Paulo', '', 'Europe/Atlantis', '25:61'];

/** By the parameter's name; any other takes any text. */
export const TEXTS: Readonly<Record<string, Texts>> = {
  DateStyle: {
    valid: one('ISO, MDY', 'iso,dmy', 'SQL', 'German', 'Postgres, YMD', 'ymd', 'DMY, ISO', ''),
    invalid: ['ISO MDY', 'ISO, SQL', 'DMY, MDY', 'American', 'iso;dmy'],
  },
  TimeZone: { valid: one(...zones, '-3', '5.5'), invalid: notZones },
  client_encoding: {
    valid: one('UTF8', 'utf-8', 'LATIN1', 'latin 9', 'WIN1252', 'Unicode', 'KOI8R', 'SJIS'),
    invalid: ['UTF7', 'UTF16', '', 'ASCII', 'latin11'],
  },
  createrole_self_grant: { valid: one('', 'set', 'inherit', 'SET, inherit'), invalid: ['sets', 'set inherit', 'all'] },
  default_table_access_method: { valid: one('heap') },
  default_tablespace: { valid: one('', 'pg_default') },
  default_text_search_config: { valid: one('pg_catalog.simple', 'pg_catalog.english', 'portuguese') },
  lc_messages: { valid: one('C', 'POSIX') },
  lc_monetary: { valid: one('C', 'POSIX') },
  lc_numeric: { valid: one('C', 'POSIX') },
  lc_time: { valid: one('C', 'POSIX') },
  log_connections: {
    valid: fc.oneof(some('receipt', 'authentication', 'authorization', 'setup_durations'), one('all', 'on', 'off', '')),
    invalid: ['receipts', 'authentication authorization', 'all, of it'],
  },
  log_timezone: { valid: one(...zones), invalid: notZones },
  restrict_nonsystem_relation_kind: { valid: some('view', 'foreign-table'), invalid: ['table', 'views', 'view;'] },
  search_path: { valid: names, invalid: notNames },
  ssl_ciphers: { valid: one('HIGH:!aNULL', 'HIGH:MEDIUM:+3DES:!aNULL', 'ECDHE-RSA-AES256-GCM-SHA384', 'DEFAULT') },
  ssl_ecdh_curve: { valid: one('prime256v1', 'secp384r1', 'secp521r1') },
  ssl_groups: { valid: one('X25519:prime256v1', 'X448', 'secp384r1:secp521r1') },
  ssl_tls13_ciphers: {
    valid: one('', 'TLS_AES_256_GCM_SHA384:TLS_CHACHA20_POLY1305_SHA256', 'TLS_AES_128_GCM_SHA256'),
  },
  // Version 17 asks for slots that exist.
  synchronized_standby_slots: { valid: one(''), invalid: ['A-slot', 'a slot', 'slot_1,'] },
  temp_tablespaces: { valid: one('', 'pg_default', '"pg_default"'), invalid: notNames },
  timezone_abbreviations: { valid: one('Default', 'Australia', 'India'), invalid: ['Africa', 'default', 'Europe'] },
};
