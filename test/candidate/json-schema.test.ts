import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { publishedSchemas } from '../../src/candidate/candidate-editor-schema.ts';

test.each(Object.entries(publishedSchemas()))('%s is fresh', (path, text) => {
  // A long difference helps nobody: `npm run build && node dist/candidate/write-schemas.js` makes it fresh again.
  expect(readFileSync(path, 'utf8') === text).toBe(true);
});
