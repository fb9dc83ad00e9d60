import { dict } from '../../profiles/dict';
import { type Fault, findsFaults } from './change';

const [ROLE = ''] = Object.keys(dict.roles);
const [DATABASE = ''] = Object.keys(dict.databases);

/** One parameter of a role, and what is said of it. */
function ofRole(title: string, name: string, value: string, message: string): Fault {
  const path = `roles.${ROLE}.sessionParameters`;
  const at = /^\w+$/.test(name) ? `${path}.${name}` : `${path}[${JSON.stringify(name)}]`;
  return [title, ['roles', ROLE, 'sessionParameters'], { [name]: value }, at, message];
}

const FAULTS: readonly Fault[] = [
  ofRole(
    'a misspelt parameter',
    'statment_timeout',
    '30s',
    '"statment_timeout" is no session parameter of PostgreSQL 16. Did you mean "statement_timeout"?',
  ),
  ofRole(
    'a parameter as other fields write it',
    'lockTimeout',
    '30s',
    '"lockTimeout" is no session parameter of PostgreSQL 16. Did you mean "lock_timeout"?',
  ),
  ofRole(
    'a parameter without a name',
    '',
    'on',
    `"" is no session parameter of PostgreSQL 16. Leave it out; an extension's has a dot: prefix.name.`,
  ),
  ofRole(
    'a parameter of a later version',
    'transaction_timeout',
    '30s',
    '"transaction_timeout" is no parameter of PostgreSQL 16, but of 17, 18. Leave it out.',
  ),
  ofRole(
    "a developers' parameter",
    'jit_expressions',
    'off',
    'PostgreSQL keeps jit_expressions for its developers or for itself, so a platform does not set it. Leave it out.',
  ),
  ofRole(
    'a parameter that takes a restart',
    'shared_buffers',
    '1GB',
    "shared_buffers is the whole server's, which takes it at a restart; no role and no database has its own. Write it as postgres.parameters.sharedBuffers.",
  ),
  ofRole(
    'a parameter that takes a reload',
    'autovacuum_naptime',
    '1min',
    "autovacuum_naptime is the whole server's, which takes it at a reload; no role and no database has its own. Write it as postgres.parameters.autovacuumNaptime.",
  ),
  ofRole(
    'a state of one transaction',
    'transaction_read_only',
    'on',
    'transaction_read_only is a state of one transaction. Write default_transaction_read_only.',
  ),
  ofRole(
    'a weaker hash of passwords',
    'password_encryption',
    'md5',
    'The platform sets password_encryption: passwords are always stored as scram-sha-256. Leave it out.',
  ),
  ofRole(
    'a word where an amount belongs',
    'work_mem',
    'lots',
    '"lots" is no number that PostgreSQL reads. Its units are B, kB, MB, GB and TB.',
  ),
  ofRole(
    'a unit of another language',
    'statement_timeout',
    '30sec',
    '"30sec" is no number that PostgreSQL reads. Its units are us, ms, s, min, h and d.',
  ),
  ofRole(
    'a unit where there is none',
    'random_page_cost',
    '2ms',
    '"2ms" is no number that PostgreSQL reads. It has no unit.',
  ),
  ofRole(
    'an amount below the range',
    'work_mem',
    '1kB',
    '1 kB is below the range, which is 64 kB to about 2 TB. Raise it to at least 64 kB.',
  ),
  ofRole('no boolean', 'enable_seqscan', 'maybe', '"maybe" is not a boolean. Write on or off.'),
  ofRole(
    'a value that its list has not',
    'log_statement',
    'dll',
    '"dll" is none of its values: none, ddl, mod, all. Did you mean "ddl"?',
  ),
  ofRole(
    'a path of schemas that is no list',
    'search_path',
    '"$user, public',
    '""$user, public" is no list of names. Separate them by commas, and quote those that hold a space: "$user", public.',
  ),
  ofRole(
    "a misspelt parameter of an extension's",
    'pg_trgm.similarity_treshold',
    '0.5',
    'pg_trgm has no parameter "similarity_treshold". Did you mean "similarity_threshold"?',
  ),
  ofRole(
    "an extension's that takes a restart",
    'pg_stat_statements.max',
    '10000',
    "pg_stat_statements.max is the whole server's, which takes it at a restart; no role and no database has its own. Write it as postgres.parameters.extensions.pgStatStatements.max.",
  ),
  ofRole(
    "a value out of an extension's range",
    'pg_trgm.similarity_threshold',
    '1.5',
    '1.5 is above the range, which is 0 to 1. Lower it to at most 1.',
  ),
  ofRole(
    'a name that is none',
    'app.my tenant',
    'x',
    `"app.my tenant" is not the name of an extension's parameter. Write prefix.name.`,
  ),
  ofRole('a zero byte', 'app.tenant', 'a\0b', 'it holds a line break or the character NUL. Leave it out.'),
  ofRole('a line break', 'application_name', 'a\nb', 'it holds a line break or the character NUL. Leave it out.'),
  [
    'one parameter in two letters',
    ['databases', DATABASE, 'sessionParameters'],
    { statement_timeout: '1s', Statement_Timeout: '2s' },
    `databases.${DATABASE}.sessionParameters.Statement_Timeout`,
    'it is "statement_timeout" once more, in other letters. Keep one of them.',
  ],
];

describe('session parameters are checked before the Job sets them', () => {
  findsFaults(dict, FAULTS);
});
