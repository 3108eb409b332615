/** Tests that need nothing but Node: `npm test`. */
const config = {
  testEnvironment: "node",
  roots: ["<rootDir>/__tests__"],
  testMatch: ["**/*.test.ts"],
  // these need engines, and have commands of their own.
  testPathIgnorePatterns: ["/__tests__/(oracle|terraform|engines|policies|browser)/"],
  // Jest leaves one core idle, which is half of two.
  maxWorkers: "100%",
  transform: {
    "^.+\\.ts$": [
      "@swc/jest",
      { jsc: { target: "es2022", parser: { syntax: "typescript" } }, module: { type: "commonjs" } },
    ],
  },
  globalSetup: "<rootDir>/__tests__/temp-folder.ts",
  globalTeardown: "<rootDir>/__tests__/temp-folder-end.ts",
  setupFiles: ["<rootDir>/__tests__/setup.ts"],
};

module.exports = config;
