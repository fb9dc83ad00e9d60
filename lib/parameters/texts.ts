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
