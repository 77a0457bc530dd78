// Puts the program together, each of its entries with what it imports: the command line, the processes that it starts, what
// jest loads, and the reference server. Packages that are installed with parkspec stay where they are.
import { rmSync, writeFileSync } from 'node:fs';
import { build } from 'esbuild';
import { keepBuilt, sources } from './sources.mjs';

const EXTERNAL = ['allure*', 'commander', 'jest*', '@jest/*', 'testcontainers'];

/** The sentences of zod in sixty languages, of which parkspec speaks one: half of all that was put together. */
const ownLanguage = {
  name: 'own-language',
  setup(building) {
    building.onLoad({ filter: /[\\/]zod[\\/]v4[\\/]locales[\\/]index\.js$/ }, () => ({
      contents: `export { default as en } from './en.js';`,
    }));
  },
};

const common = {
  bundle: true,
  platform: 'node',
  format: 'esm',
  target: 'node20',
  external: EXTERNAL,
  plugins: [ownLanguage],
  metafile: true,
  // A tenth less to download. Names stay, and lines that a stack can show.
  minifyWhitespace: true,
  lineLimit: 160,
  logLevel: 'warning',
};

const state = sources();
rmSync('dist/chunks', { recursive: true, force: true });

const entries = await build({
  ...common,
  entryPoints: [
    'src/cli/main.ts',
    'src/engine/cell-process.ts',
    'src/runtime/docker/survivor-process.ts',
    'src/jest/environment.ts',
    'src/jest/transformer.ts',
    'src/jest/sequencer.ts',
    'src/jest/reporter.ts',
    'src/jest/config.ts',
    'src/bench/bench-process.ts',
    'src/index.ts',
  ],
  splitting: true,
  outbase: 'src',
  outdir: 'dist',
  chunkNames: 'chunks/[name]-[hash]',
  sourcemap: true,
  sourcesContent: false,
  allowOverwrite: true,
});
writeFileSync('dist/entries.meta.json', JSON.stringify(entries.metafile));

// It shares nothing with the harness, so it has no chunk in common with it.
const reference = await build({
  ...common,
  entryPoints: ['src/reference/main.ts'],
  outfile: 'dist/reference/server.js',
});
writeFileSync('dist/reference.meta.json', JSON.stringify(reference.metafile));
// What runs in the container of the phones: one file, copied into an image.
await build({
  ...common,
  entryPoints: ['src/sockets/outpost.ts'],
  outfile: 'dist/sockets/outpost.js',
  allowOverwrite: true,
});
// For those that are CommonJS. It knows where it is by other words.
await build({
  ...common,
  entryPoints: ['src/jest/config.ts', 'src/index.ts'],
  format: 'cjs',
  outbase: 'src',
  outdir: 'dist',
  outExtension: { '.js': '.cjs' },
  define: { 'import.meta.url': 'ownUrl' },
  banner: { js: 'const ownUrl = require("node:url").pathToFileURL(__filename).href;' },
});
keepBuilt(state);
