/** Writes every JSON Schema that parkspec publishes into `schema/`: `npm run schemas`. */
import { writeFileSync } from 'node:fs';
import { PUBLISHED_SCHEMAS } from './published-schemas.ts';

for (const [file, text] of Object.entries(PUBLISHED_SCHEMAS)) writeFileSync(`schema/${file}`, text());
