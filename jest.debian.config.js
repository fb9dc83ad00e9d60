const path = require('node:path');

/** The tests that need programs beside npm's packages, most of them Debian's: `.ci/run` installs them. */
module.exports = {
  ...require('./jest.config.js'),
  roots: ['debian', 'apiserver', 'boot'].map((folder) => `<rootDir>/test/${folder}`),
  testPathIgnorePatterns: [],
  testSequencer: path.join(__dirname, 'test/boot-first.js'),
};
