import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { PUBLISHED_SCHEMAS } from '../../../tools/schemas/published-schemas.ts';

describe('schema/', () => {
  test('holds the published schemas and nothing else', () => {
    expect(readdirSync('schema').toSorted()).toEqual(Object.keys(PUBLISHED_SCHEMAS).toSorted());
  });

  test.each(Object.entries(PUBLISHED_SCHEMAS))('%s is up to date', (file, text) => {
    // A long difference helps nobody: `npm run schemas` writes the file again.
    expect(readFileSync(join('schema', file), 'utf8') === text()).toBe(true);
  });
});

test('every YAML file that names a schema for editors names one that exists', () => {
  const files = ['specs', 'containers', 'fixtures'].flatMap((folder) =>
    readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((file) => join(folder, file)),
  );
  const named = files
    .filter((file) => file.endsWith('.yaml'))
    .flatMap((file) => {
      const schema = /^# yaml-language-server: \$schema=(\S+)/.exec(readFileSync(file, 'utf8'))?.[1];
      return schema === undefined ? [] : [{ file, path: join(dirname(file), schema) }];
    });
  expect(named.length).toBeGreaterThan(13);
  expect(named.filter(({ path }) => dirname(path) !== 'schema' || !existsSync(path))).toEqual([]);
});
