const path = require('node:path');

/** @type {import('jest').Config} */
module.exports = {
  testEnvironment: 'node',
  roots: ['<rootDir>/test'],
  testMatch: ['**/*.test.ts'],
  // Their own configs run these: jest.debian.config.js and jest.cluster.config.js.
  testPathIgnorePatterns: ['<rootDir>/test/(debian|apiserver|boot|cluster)/'],
  transform: {
    '^.+\\.ts$': ['@swc/jest', { jsc: { target: 'es2022', parser: { syntax: 'typescript', decorators: false } } }],
  },
  // What examples/ imports, as somebody does who has installed the package.
  moduleNameMapper: { '^cdk8s-postgres$': '<rootDir>/lib' },
  snapshotResolver: path.join(__dirname, 'test/snapshot-resolver.js'),
  maxWorkers: 2,
  testTimeout: 120000,
};
