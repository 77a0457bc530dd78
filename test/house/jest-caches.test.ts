import { readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from '@jest/globals';
import type { Config } from 'jest';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));

const CONFIGS = ['.', 'packages', 'test'].flatMap((folder) =>
  readdirSync(join(ROOT, folder), { recursive: folder !== '.', encoding: 'utf8' })
    .filter((file) => /(^|\/)jest(\.\w+)?\.config\.ts$/.test(file) && !file.includes('node_modules'))
    .map((file) => join(folder, file)),
);

test('there are as many jest configurations as are known', () => {
  expect(CONFIGS).toHaveLength(7);
});

/** Another user who makes jest's usual cache below the folder for temporary files has it run code of his. */
test.each(CONFIGS)('the cache of %s lies within the checkout', async (file) => {
  const module: { readonly default: Config | { readonly default: Config } } = await import(join(ROOT, file));
  const config = 'default' in module.default ? module.default.default : module.default;
  const all: ReadonlyArray<{ readonly cacheDirectory?: string }> = [config, ...(config.projects ?? [])].filter(
    (one) => typeof one === 'object',
  );
  const caches = all.map(({ cacheDirectory = 'none' }) =>
    cacheDirectory.replace('<rootDir>', join(ROOT, dirname(file))),
  );
  expect(caches.map((cache) => join(cache))).toEqual(all.map(() => join(ROOT, 'node_modules/.cache/jest')));
});
