/** The tests that need programs of Debian's packages: `.ci/run` installs them. */
module.exports = { ...require('./jest.config.js'), roots: ['<rootDir>/test/debian'], testPathIgnorePatterns: [] };
