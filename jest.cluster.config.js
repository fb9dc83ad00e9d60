/** The tests that need a cluster: that of KUBECONFIG. See docs/cluster-tests.md. */
module.exports = {
  ...require('./jest.config.js'),
  roots: ['<rootDir>/test/cluster'],
  testPathIgnorePatterns: [],
};
