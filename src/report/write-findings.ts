/** Writes the page of all findings: `node dist/report/write-findings.js`, in the root of the project. */
import { writeFileSync } from 'node:fs';
import { findingsDocument } from './findings-document.ts';

writeFileSync('docs/findings.md', findingsDocument());
