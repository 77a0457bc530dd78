/** Writes the page of all findings: `npm run findings`. */
import { writeFileSync } from 'node:fs';
import { findingsDocument } from '../../src/report/findings-document.ts';

writeFileSync('docs/findings.md', findingsDocument());
