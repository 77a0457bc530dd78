/** Writes every JSON Schema that parkspec publishes into `schema/`, and the pages that follow from the code: `npm run schemas`. */
import { writeFileSync } from 'node:fs';
import { allCells } from '../../src/cli/chosen-cells.ts';
import { DEFECTS } from '../../src/reference/defects/catalogue.ts';
import { plannedChecks } from '../../src/suite/planned-checks.ts';
import { renderSummary } from '../kill-matrix/document.ts';
import { findingsPage } from './findings-page.ts';
import { PUBLISHED_SCHEMAS } from './published-schemas.ts';

for (const [file, text] of Object.entries(PUBLISHED_SCHEMAS)) writeFileSync(`schema/${file}`, text());
writeFileSync('docs/findings.md', findingsPage());
const cells = allCells().map((cell) => ({ id: cell.id, title: cell.title, checks: plannedChecks(cell) }));
writeFileSync('docs/kill-matrix.md', renderSummary(cells, DEFECTS));
