/** Writes the JSON Schemas that are committed: `node dist/candidate/write-schemas.js`, in the root of the project. */
import { writeFileSync } from 'node:fs';
import { publishedSchemas } from './candidate-editor-schema.ts';

for (const [path, text] of Object.entries(publishedSchemas())) writeFileSync(path, text);
