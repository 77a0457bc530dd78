import { resolve } from 'node:path';

/**
 * Jest's own place for it is below the folder for temporary files, under a name that everybody can guess: another user who
 * makes it first has jest run code of his.
 */
export const cacheDirectory: string = resolve(__dirname, '../node_modules/.cache/jest');

/** How jest reads the TypeScript of tests: through swc, into the CommonJS that it runs without flags. */
export const typescript: Readonly<Record<string, [string, Record<string, unknown>]>> = {
  '\\.ts$': [
    '@swc/jest',
    {
      jsc: { parser: { syntax: 'typescript' }, target: 'es2023' },
      module: { type: 'commonjs' },
      sourceMaps: 'inline',
    },
  ],
};

/** Our packages from their sources, so that no test runs an old build of them. */
export const packages: Readonly<Record<string, string>> = {
  '^sipp-ts-wrapper$': '<rootDir>/packages/sipp-ts-wrapper/src/index.ts',
};
