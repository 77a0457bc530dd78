import { candidateJsonSchema } from '../../src/candidate/candidate-editor-schema.ts';
import { historyJsonSchema } from '../../src/history/history-schema.ts';
import { complianceSchema } from '../../src/report/compliance.ts';
import { baselineSchema } from '../../src/run/baseline-file.ts';
import { cellJsonSchema, suiteJsonSchema } from '../../src/suite/cell-editor-schema.ts';

/** The text of each file in `schema/`, by its name. */
export const PUBLISHED_SCHEMAS: Readonly<Record<string, () => string>> = {
  'baseline.schema.json': baselineSchema,
  'candidate.schema.json': candidateJsonSchema,
  'cell.schema.json': cellJsonSchema,
  'compliance.schema.json': complianceSchema,
  'history.schema.json': historyJsonSchema,
  'suite.schema.json': suiteJsonSchema,
};
