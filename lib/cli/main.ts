#!/usr/bin/env node
import { parseArgs } from 'node:util';
import { describeFinding, FindingsError } from '../findings';
import { didYouMean } from '../nearest';
import { addPlatforms } from '../platform';
import type { PostgresProfile } from '../profile/profile';
import { runApp } from '../synth/run-app';
import { type DiffArguments, diff } from './diff';
import { printExplanations } from './explain';
import { loadProfiles } from './load-profiles';
import { lockFolders } from './lock';
import { printPages } from './page';

const USAGE = `Usage: cdk8s-postgres synth <module.js>... [--output <folder>]
       cdk8s-postgres explain <module.js>...
       cdk8s-postgres page <module.js>...
       cdk8s-postgres lock <folder>... [--replace <file>]...
       cdk8s-postgres diff [ref] [--dist <folder>] [--json | --markdown]

synth renders the PostgreSQL platforms that CommonJS modules export: every exported value that is a
profile, or a list of them. Nothing is written while one of them has a fault. The output folder is
synth's own: rendered files of platforms that these modules do not export are removed from it, and it
says so. So name all modules at once, or give each run a folder of its own.

  -o, --output <folder>  where to write: <folder>/<platform>/*.yaml (default: CDK8S_OUTDIR, or dist)

explain prints, as Markdown, how the profiles' connections, memory, WAL and objectives add up, and which
warnings they accept.

page prints, as Markdown, what one must know of each platform to run it: what must be there before it, the
commands that apply it, where clients connect, what runs when, every key of its Secrets, and the sums.

lock adds new migrations to the migrations.lock of their folder. A file that is locked and changed, or
is gone, is refused.

  -r, --replace <file>   takes a file that was applied nowhere as it is now

diff compares what is rendered now with a commit, branch or tag (default: HEAD), and says what each
change does in the cluster. It reads nothing but the rendered files.

  -d, --dist <folder>    where they are (default: CDK8S_OUTDIR, or dist)
      --json             prints JSON
      --markdown         prints a comment for a pull request

  -h, --help             prints this
  -v, --version          prints the version

Exit code: 0 done, 1 faults in the profiles or the migrations, or nothing to compare, 2 wrong usage;
of diff also 3 a change is forbidden, 4 data is at risk.
`;

interface Options extends DiffArguments {
  readonly output?: string;
  readonly replace?: readonly string[];
}

interface Command {
  /** What it needs, for the message where nothing is named. @default - it needs no name */
  readonly needs?: string;
  readonly options: ReadonlyArray<keyof Options>;
  /** What else is wrong with its arguments. @default - nothing */
  fault?(names: readonly string[], options: Options): string | undefined;
  run(names: readonly string[], options: Options): void;
}

const COMMANDS: Readonly<Record<string, Command>> = {
  synth: { needs: 'Name the modules that export the profiles: synth profiles.js.', options: ['output'], run: synth },
  explain: { needs: 'Name the modules that export the profiles: explain profiles.js.', options: [], run: explain },
  page: { needs: 'Name the modules that export the profiles: page profiles.js.', options: [], run: page },
  lock: { needs: 'Name the folders with the migrations: lock sql/orders.', options: ['replace'], run: lock },
  diff: {
    options: ['dist', 'json', 'markdown'],
    fault: (names, { json, markdown }) => {
      if (names.length > 1) return 'diff compares with one commit: diff origin/main.';
      return json && markdown ? 'Print JSON or Markdown: --json or --markdown.' : undefined;
    },
    run: ([ref], options) => diff(ref, options),
  },
};

/** The program: reads the arguments, and does what they say. */
function main(args: string[]): void {
  const given = read(args);
  if (given === undefined) return;
  const { help, version: wantsVersion, ...options } = given.values;
  const [name, ...names] = given.positionals;
  if (help) process.stdout.write(USAGE);
  else if (wantsVersion) process.stdout.write(`${version()}\n`);
  else if (name === undefined) wrongUsage(`Name a command: ${Object.keys(COMMANDS).join(', ')}.`);
  else {
    const command = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
    if (command === undefined) {
      wrongUsage(`There is no command "${name}".${didYouMean(name, Object.keys(COMMANDS))}`);
    } else {
      const fault = faultOf(name, command, names, options);
      if (fault === undefined) command.run(names, options);
      else wrongUsage(fault);
    }
  }
}

function faultOf(name: string, command: Command, names: readonly string[], options: Options): string | undefined {
  if (names.length === 0 && command.needs !== undefined) return command.needs;
  const foreign = Object.keys(options).find((option) => !command.options.some((own) => own === option));
  if (foreign !== undefined) return `${name} knows no --${foreign}.`;
  const empty = Object.entries(options).find(([, value]) => [value].flat().includes(''));
  if (empty !== undefined) return `--${empty[0]} is empty. Name a ${NAMED[empty[0]] ?? 'folder'}, or leave it out.`;
  if (names.includes('')) return `An argument of ${name} is empty. Is a variable of the shell not set?`;
  return command.fault?.(names, options);
}

/** What options name that are no folder. */
const NAMED: Readonly<Record<string, string>> = { replace: 'file' };

function read(args: string[]) {
  try {
    return parseArgs({
      args,
      allowPositionals: true,
      options: {
        output: { type: 'string', short: 'o' },
        replace: { type: 'string', short: 'r', multiple: true },
        dist: { type: 'string', short: 'd' },
        json: { type: 'boolean' },
        markdown: { type: 'boolean' },
        help: { type: 'boolean', short: 'h' },
        version: { type: 'boolean', short: 'v' },
      },
    });
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    // The first sentence says what is wrong, the others how arguments may begin with a dash.
    wrongUsage(`${error.message.split(/\.?\s*\n|\. /)[0]}.`);
    return undefined;
  }
}

function synth(modules: readonly string[], { output }: Options): void {
  runApp(
    (app) => {
      const { profiles, findings } = loadProfiles(modules);
      addPlatforms(app, profiles);
      if (findings.length > 0) throw new FindingsError(findings);
    },
    output === undefined ? {} : { outdir: output },
  );
}

function explain(modules: readonly string[]): void {
  printingFaults(() => printExplanations(profilesOf(modules)));
}

function page(modules: readonly string[]): void {
  printingFaults(() => printPages(profilesOf(modules)));
}

function profilesOf(modules: readonly string[]): readonly PostgresProfile[] {
  const { profiles, findings } = loadProfiles(modules);
  if (findings.length > 0) throw new FindingsError(findings);
  return profiles;
}

function lock(folders: readonly string[], { replace = [] }: Options): void {
  printingFaults(() => {
    for (const line of lockFolders(folders, replace)) process.stdout.write(`${line}\n`);
  });
}

function printingFaults(act: () => void): void {
  try {
    act();
  } catch (error) {
    if (!(error instanceof FindingsError)) throw error;
    process.stderr.write(error.findings.map((finding) => `${describeFinding(finding)}\n`).join(''));
    process.exitCode = 1;
  }
}

function wrongUsage(message: string): void {
  process.stderr.write(`cdk8s-postgres: ${message} See cdk8s-postgres --help.\n`);
  process.exitCode = 2;
}

/** By its own name, since the compiled program stands a folder deeper than its source. */
function version(): string {
  const { version }: { version: string } = require('cdk8s-postgres/package.json');
  return version;
}

main(process.argv.slice(2));
