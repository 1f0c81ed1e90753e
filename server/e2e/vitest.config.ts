import { defineConfig, type ViteUserConfig } from "vitest/config";

// A test waits for what it waits for; these bounds only end a suite that hangs.
const config: ViteUserConfig = defineConfig({
  test: {
    include: ["*.test.ts"],
    testTimeout: 180_000,
    hookTimeout: 60_000,
    maxWorkers: 2,
  },
});

export default config;
