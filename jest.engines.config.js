const base = require("./jest.config.js");

/** Tests that run real engines: Terraform, providers, emulators. One at a time, and slow. */
module.exports = {
  ...base,
  globalSetup: "<rootDir>/__tests__/compiled.ts",
  testPathIgnorePatterns: [],
  testTimeout: 600_000,
  maxWorkers: 1,
};
