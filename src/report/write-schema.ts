/** Writes the published form of compliance.json: `node dist/report/write-schema.js`, in the root of the project. */
import { writeFileSync } from 'node:fs';
import { complianceSchema } from './compliance.ts';

writeFileSync('schema/compliance.schema.json', complianceSchema());
