const path = require('node:path');

const tests = __dirname;
const folder = path.join(tests, '..', '__snapshots__');

// Snapshots are reviewed beside dist/, so they stand at the top of the repository: those of test/platforms/dict.test.ts in
// __snapshots__/dict.snap, those of any other folder under its name.
module.exports = {
  resolveSnapshotPath: (test, extension) => {
    const name = path.relative(tests, test).replace(/\.test\.ts$/, extension);
    return path.join(folder, path.dirname(name) === 'platforms' ? path.basename(name) : name);
  },
  resolveTestPath: (snapshot, extension) => {
    const name = `${path.relative(folder, snapshot).slice(0, -extension.length)}.test.ts`;
    return path.join(tests, path.dirname(name) === '.' ? path.join('platforms', name) : name);
  },
  testPathForConsistencyCheck: path.join(tests, 'platforms', 'dict.test.ts'),
};
