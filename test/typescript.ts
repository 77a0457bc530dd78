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
