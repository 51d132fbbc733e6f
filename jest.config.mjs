/** Jest runs the TypeScript sources as they are: from 30.5 on it strips erasable types itself. */
export default {
  testEnvironment: "node",
  transform: {},
  extensionsToTreatAsEsm: [".ts"],
  moduleFileExtensions: ["ts", "mjs", "js", "json"],
  testMatch: ["<rootDir>/__tests__/**/*.test.ts"],
  testTimeout: 30_000,
};
