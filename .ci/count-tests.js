/**
 * Counts the tests of all jest results in a folder, and prints the sum as its last line. A test that was skipped fails:
 * where this runs, everything that a test needs is installed. A failed step in which no test failed counts as one.
 */
const fs = require('node:fs');
const path = require('node:path');

const [folder, step] = process.argv.slice(2);
const runs = fs
  .readdirSync(folder)
  .filter((name) => name.endsWith('.json'))
  .map((name) => JSON.parse(fs.readFileSync(path.join(folder, name), 'utf8')));
const tests = runs.flatMap(({ testResults }) => testResults.flatMap(({ assertionResults }) => assertionResults));
const passed = tests.filter(({ status }) => status === 'passed');
const faults = tests
  .filter(({ status }) => status !== 'passed')
  .map(({ status, fullName }) => `${status === 'failed' ? 'failed' : 'skipped'}: ${fullName}`);
if (step !== undefined && faults.length === 0) faults.push(`failed: ${step}`);

for (const fault of faults) console.log(fault);
console.log(`${passed.length} passed, ${faults.length} failed`);
if (faults.length > 0) process.exitCode = 1;
