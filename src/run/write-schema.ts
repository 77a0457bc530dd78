/** Writes the published form of baseline files: `node dist/run/write-schema.js`, in the root of the project. */
import { writeFileSync } from 'node:fs';
import { baselineSchema } from './baseline-file.ts';

writeFileSync('schema/baseline.schema.json', baselineSchema());
