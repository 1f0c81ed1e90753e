import react from "@vitejs/plugin-react";
import { defineConfig, type ViteUserConfig } from "vitest/config";

/** Where `vite` (the development server) finds the chat server. */
const server = process.env["EVENTWIRE_SERVER"] ?? "http://localhost:3000";

const config: ViteUserConfig = defineConfig({
  plugins: [react()],
  // The generated package is a link out of this folder: its peer React must be the one in here.
  resolve: { dedupe: ["react", "react-dom"] },
  server: {
    proxy: {
      "/api": server,
      "/ws": { target: server, ws: true },
    },
  },
  build: {
    // React changes less often than the chat: two files let returning readers keep the larger one.
    rolldownOptions: {
      output: {
        codeSplitting: {
          groups: [{ name: "react", test: /node_modules\/(react|react-dom|scheduler)\// }],
        },
      },
    },
    // An inlined asset is a data: address, which the content security policy refuses.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
  },
  test: {
    environment: "happy-dom",
    include: ["src/**/*.test.{ts,tsx}"],
    setupFiles: ["src/test/setup.ts"],
    restoreMocks: true,
    // No test waits for time to pass: this only ends one that hangs.
    testTimeout: 30_000,
    // One document for all files, which the setup empties: a new one for each takes longer than the tests.
    isolate: false,
  },
});

export default config;
