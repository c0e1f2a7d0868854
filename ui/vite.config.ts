import { svelte } from "@sveltejs/vite-plugin-svelte";
import { svelteTesting } from "@testing-library/svelte/vite";
import { defineConfig } from "vitest/config";

export default defineConfig({
  plugins: [svelte(), svelteTesting()],
  clearScreen: false,
  // The strings are beside the crates, for the window and the tray alike.
  server: { port: 1420, strictPort: true, fs: { allow: [".", "../crates/words"] } },
  build: {
    outDir: "dist",
    target: ["safari15", "chrome105"],
    // The content security policy allows fonts and styles from 'self' only: nothing inlined as data.
    assetsInlineLimit: 0,
    // A preload script would be the only inline script of the page.
    modulePreload: { polyfill: false },
  },
  test: {
    environment: "happy-dom",
    setupFiles: ["src/test-setup.ts"],
    // A test takes milliseconds; a machine that also compiles Rust may take its time.
    testTimeout: 20_000,
    include: ["src/**/*.test.ts"],
  },
});
