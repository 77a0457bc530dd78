import { cellJsonSchema, jsonSchemaText, suiteJsonSchema } from '../suite/cell-editor-schema.ts';
import { candidateSchema } from './candidate-schema.ts';

/** The JSON Schemas of the files that people write, by the path at which they are committed. */
export function publishedSchemas(): Readonly<Record<string, string>> {
  return {
    'schema/cell.schema.json': cellJsonSchema(),
    'schema/suite.schema.json': suiteJsonSchema(),
    'containers/candidate.schema.json': jsonSchemaText(candidateSchema, 'parkspec candidate'),
  };
}
