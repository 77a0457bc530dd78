import { cellJsonSchema, jsonSchemaText } from '../suite/cell-editor-schema.ts';
import { candidateSchema } from './candidate-schema.ts';

/** The JSON Schemas of the files that people write, by the path at which they are committed. */
export function publishedSchemas(): Readonly<Record<string, string>> {
  return {
    'specs/cell.schema.json': cellJsonSchema(),
    'containers/candidate.schema.json': jsonSchemaText(candidateSchema, 'parkspec candidate'),
  };
}
