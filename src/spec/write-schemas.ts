/** Writes the JSON Schemas of specs and candidates: `node dist/spec/write-schemas.js`, in the root of the project. */
import { writeFileSync } from 'node:fs';
import { publishedSchemas } from './json-schema.ts';

for (const { path, text } of publishedSchemas()) writeFileSync(path, text);
