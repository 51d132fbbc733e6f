/** Jest runs the TypeScript sources as they are: from 30.5 on it strips erasable types itself. */
export default {
  testEnvironment: "node",
  transform: {},
  extensionsToTreatAsEsm: [".ts"],
  moduleFileExtensions: ["ts", "mjs", "js", "json"],
  globalSetup: "<rootDir>/__tests__/support/global-setup.ts",
  globalTeardown: "<rootDir>/__tests__/support/global-teardown.ts",
  testMatch: ["<rootDir>/__tests__/**/*.test.ts"],
  // A test ends in seconds; on a machine that is busy with other things it may take minutes.
  testTimeout: 240_000,
  // By default one core is left idle: half of a runner that has two.
  maxWorkers: "100%",
};
