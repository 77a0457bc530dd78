/** Writes every JSON Schema that parkspec publishes into `schema/`, and the page of findings: `npm run schemas`. */
import { writeFileSync } from 'node:fs';
import { findingsPage } from './findings-page.ts';
import { PUBLISHED_SCHEMAS } from './published-schemas.ts';

for (const [file, text] of Object.entries(PUBLISHED_SCHEMAS)) writeFileSync(`schema/${file}`, text());
writeFileSync('docs/findings.md', findingsPage());
