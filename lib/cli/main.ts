#!/usr/bin/env node
import { parseArgs } from 'node:util';
import { didYouMean } from '../nearest';
import { addPlatforms } from '../platform';
import { runApp } from '../synth/run-app';
import { loadProfiles } from './load-profiles';

const USAGE = `Usage: cdk8s-postgres synth <module.js>... [--output <folder>]

Renders the PostgreSQL platforms that CommonJS modules export: every exported value that is a profile,
or a list of them. Nothing is written while one of them has a fault.

  -o, --output <folder>  where to write: <folder>/<platform>/*.yaml (default: CDK8S_OUTDIR, or dist)
  -h, --help             prints this
  -v, --version          prints the version

Exit code: 0 done, 1 faults in the profiles, 2 wrong usage.
`;

const COMMANDS = ['synth'];

/** The program: reads the arguments, and does what they say. */
function main(args: string[]): void {
  const given = read(args);
  if (given === undefined) return;
  const { values, positionals } = given;
  const [command, ...modules] = positionals;
  if (values.help) process.stdout.write(USAGE);
  else if (values.version) process.stdout.write(`${version()}\n`);
  else if (command === undefined) wrongUsage('Name a command: synth.');
  else if (!COMMANDS.includes(command)) wrongUsage(`There is no command "${command}".${didYouMean(command, COMMANDS)}`);
  else if (modules.length === 0) wrongUsage('Name the modules that export the profiles: synth profiles.js.');
  else if (values.output === '') wrongUsage('--output is empty. Name a folder, or leave it out.');
  else synth(modules, values.output);
}

function read(args: string[]) {
  try {
    return parseArgs({
      args,
      allowPositionals: true,
      options: {
        output: { type: 'string', short: 'o' },
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

function synth(modules: readonly string[], outdir: string | undefined): void {
  runApp(
    (app) => {
      for (const module of modules) app.collect(() => addPlatforms(app, loadProfiles(module)));
    },
    outdir === undefined ? {} : { outdir },
  );
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
