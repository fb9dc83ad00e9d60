import { createSecureContext } from 'node:tls';
import { didYouMean } from '../nearest';
import { oncePer } from '../once';
import { isClientEncoding } from './client-encodings';

/**
 * What is wrong with a text that the server parses when it reads postgresql.conf; undefined where it is right, or where
 * only a database could tell: whether a tablespace or a text search configuration exists.
 *
 * @param name the parameter's name in postgresql.conf
 */
export function grammarFault(name: string, text: string): string | undefined {
  const grammar = Object.hasOwn(grammars, name) ? grammars[name] : undefined;
  return grammar === undefined || grammar.fits(text) ? undefined : `"${text}" ${grammar.mend(text)}`;
}

/** A server does not start with a text that does not fit. */
interface Grammar {
  fits(text: string): boolean;
  /** What goes on after the text. */
  mend(text: string): string;
}

/** Spaces as PostgreSQL's parser has them. */
const element = '(?:"(?:[^"]|"")*"|[^",\\s][^,\\s]*)';
const list = new RegExp(`^\\s*(?:${element}\\s*(?:,\\s*${element}\\s*)*)?$`);

const identifiers: Grammar = {
  fits: (text) => list.test(text),
  mend: () => 'is no list of names. Separate them by commas, and quote those that hold a space: "$user", public.',
};

/** A list of words, any of them, each at most once. */
function words(...known: readonly string[]): Grammar {
  return {
    fits: (text) => wordsOf(text).every((word) => known.includes(word)),
    mend: (text) => {
      const wrong = wordsOf(text).find((word) => !known.includes(word)) ?? '';
      const nearest = didYouMean(wrong, known) || ' Write some of them, separated by commas.';
      return `is no list of ${known.join(', ')}.${nearest}`;
    },
  };
}

function wordsOf(text: string): string[] {
  if (text.trim() === '') return [];
  return text.split(',').map((word) => word.trim().toLowerCase());
}

function oneOf(...known: readonly string[]): Grammar {
  return {
    fits: (text) => known.includes(text),
    mend: (text) => `is none of ${known.join(', ')}.${didYouMean(text, known) || ' Write one of them.'}`,
  };
}

const STYLES = ['iso', 'sql', 'postgres', 'german'];
const ORDERS = ['dmy', 'mdy', 'ymd'];

const dateStyle: Grammar = {
  fits: (text) => {
    const said = wordsOf(text);
    const count = (among: readonly string[]) => said.filter((word) => among.includes(word)).length;
    const [styles, orders] = [count(STYLES), count(ORDERS)];
    return styles <= 1 && orders <= 1 && styles + orders === said.length;
  },
  mend: () =>
    "is no style of dates. Write one of ISO, SQL, Postgres and German, and one of DMY, MDY and YMD: 'ISO, DMY'.",
};

/** A name of IANA's, in whatever case, or POSIX's own form: `EST5EDT`, `<-03>3`. */
const isZone = oncePer((text) => {
  if (/^(?:[A-Za-z]{3,}|<[+-]?\w{2,}>)[+-]?\d{1,2}(?::\d{2}){0,2}(?:[A-Za-z]{3,})?$/.test(text)) return true;
  if (!/^[A-Za-z][\w+-]*(?:\/[A-Za-z][\w+-]*)*$/.test(text)) return false;
  try {
    return new Intl.DateTimeFormat('en', { timeZone: text }).format(0) !== '';
  } catch {
    return false;
  }
});

const zone: Grammar = {
  fits: isZone,
  mend: (text) =>
    `is no time zone.${didYouMean(text, Intl.supportedValuesOf('timeZone')) || ' Write one such as Etc/UTC or America/Sao_Paulo.'}`,
};

/** What OpenSSL's servers take; before version 18 PostgreSQL takes one, of the curves that have a name of the old kind. */
const CURVES = ['prime256v1', 'secp384r1', 'secp521r1'];
const GROUPS = [...CURVES, 'X25519', 'X448', 'X25519MLKEM768', 'SecP256r1MLKEM768'];
const TLS_13_CIPHERS = [
  'TLS_AES_128_GCM_SHA256',
  'TLS_AES_256_GCM_SHA384',
  'TLS_CHACHA20_POLY1305_SHA256',
  'TLS_AES_128_CCM_SHA256',
  'TLS_AES_128_CCM_8_SHA256',
];

/** Some of the words, at least one, separated by colons. */
function colonList(known: readonly string[]): Grammar {
  const wrong = (text: string) => text.split(':').find((word) => !known.includes(word));
  return {
    fits: (text) => wrong(text) === undefined,
    mend: (text) =>
      `is no list of ${known.join(', ')}.${didYouMean(wrong(text) ?? '', known) || ' Separate them by colons.'}`,
  };
}

/** OpenSSL itself, which Node.js has too: a list in which it knows nothing is an error. */
const isCipherList = oncePer((text) => {
  try {
    createSecureContext({ ciphers: text });
    return text !== '';
  } catch {
    return false;
  }
});

const connectionEvents = words('receipt', 'authentication', 'authorization', 'setup_durations', 'all');

/** By the parameter's name in postgresql.conf. @see https://www.postgresql.org/docs/current/runtime-config.html */
const grammars: Readonly<Record<string, Grammar>> = {
  DateStyle: dateStyle,
  TimeZone: { ...zone, fits: (text) => isZone(text) || /^[+-]?\d{1,2}(?:\.\d+)?$/.test(text) },
  client_encoding: {
    fits: isClientEncoding,
    mend: () => "is no encoding of clients. Write one such as UTF8 or LATIN1, or leave it out for the database's.",
  },
  createrole_self_grant: words('set', 'inherit'),
  // A boolean of versions before 18 is still one of 18, as text.
  log_connections: { ...connectionEvents, fits: (text) => isBoolean(text) || connectionEvents.fits(text) },
  log_timezone: zone,
  restrict_nonsystem_relation_kind: words('view', 'foreign-table'),
  search_path: identifiers,
  ssl_ciphers: {
    fits: isCipherList,
    mend: () => 'is no list of ciphers in which OpenSSL knows one. Leave it out, or write one such as HIGH:!aNULL.',
  },
  ssl_ecdh_curve: oneOf(...CURVES),
  ssl_groups: colonList(GROUPS),
  ssl_tls13_ciphers: {
    ...colonList(TLS_13_CIPHERS),
    fits: (text) => text === '' || colonList(TLS_13_CIPHERS).fits(text),
  },
  synchronized_standby_slots: {
    fits: (text) => list.test(text) && wordsOf(text).every((name) => /^[a-z0-9_]{1,63}$/.test(name)),
    mend: () => 'is no list of slots, whose names are of a-z, 0-9 and _. Separate them by commas.',
  },
  temp_tablespaces: identifiers,
  timezone_abbreviations: oneOf('Default', 'Australia', 'India'),
};

function isBoolean(text: string): boolean {
  return /^(?:on|off|true|false|yes|no|1|0)$/i.test(text.trim());
}
