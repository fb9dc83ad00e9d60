#!/usr/bin/env node
// `ts-node main.ts`, which remembers what ts-node made of each source. Loading ts-node, TypeScript and swc and compiling
// takes longer than everything else that a synth does, and hardly a source changes between two of them.
//
// Usage: node scripts/synth.js [main.ts] [arguments of the program]
const { createHash } = require('node:crypto');
const fs = require('node:fs');
const Module = require('node:module');
const path = require('node:path');

const CHECKOUT = path.join(__dirname, '..');
const [node, , main = path.join(CHECKOUT, 'main.ts'), ...rest] = process.argv;
const MAIN = path.resolve(main);
const CACHE = path.join(CHECKOUT, 'node_modules/.cache/cdk8s-postgres/compiled.json');

/** What else the compiled text depends on. */
const COMPILER = hash(
  ...['package-lock.json', 'tsconfig.json'].map((file) => fs.readFileSync(path.join(CHECKOUT, file))),
);

const remembered = read();
const used = {};
let service;

Module._extensions['.ts'] = (module, file) => {
  const source = fs.readFileSync(file, 'utf8');
  const name = path.relative(CHECKOUT, file);
  const digest = hash(COMPILER, source);
  const known = remembered[name];
  used[name] = known?.digest === digest ? known : { digest, code: compile(source, file) };
  module._compile(used[name].code, file);
};

function compile(source, file) {
  service ??= require('ts-node').create({ cwd: CHECKOUT });
  return service.compile(source, file).replace(/\n\/\/# sourceMappingURL=.*\s*$/, '\n');
}

function hash(...texts) {
  const digest = createHash('sha256');
  for (const text of texts) digest.update(text);
  return digest.digest('base64');
}

function read() {
  try {
    return JSON.parse(fs.readFileSync(CACHE, 'utf8'));
  } catch {
    return {};
  }
}

/** All at once under its name, since two runs may overlap. Who cannot write here compiles again next time. */
function remember() {
  const temporary = `${CACHE}.${process.pid}`;
  try {
    fs.mkdirSync(path.dirname(CACHE), { recursive: true });
    fs.writeFileSync(temporary, JSON.stringify({ ...remembered, ...used }));
    fs.renameSync(temporary, CACHE);
  } catch {
    fs.rmSync(temporary, { force: true });
  }
}

process.argv = [node, MAIN, ...rest];
try {
  require(MAIN);
  if (service) remember();
} catch {
  // A fault of the program: ts-node tells the lines of the sources. Nothing is written by a run that throws.
  delete Module._extensions['.ts'];
  require('ts-node').register({ cwd: CHECKOUT });
  for (const file of Object.keys(require.cache)) if (file.endsWith('.ts')) delete require.cache[file];
  require(MAIN);
}
