/** Writes `schema/history.schema.json` anew: `node dist/history/write-schema.js` in the package folder. */
import { writeFileSync } from 'node:fs';
import { historyJsonSchema } from './history-schema.ts';

writeFileSync('schema/history.schema.json', historyJsonSchema());
