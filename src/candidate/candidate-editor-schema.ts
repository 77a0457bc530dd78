import { jsonSchemaText } from '../suite/cell-editor-schema.ts';
import { candidateSchema } from './candidate-schema.ts';

/** The JSON Schema (2020-12) of candidate files, for editors; committed as schema/candidate.schema.json. */
export function candidateJsonSchema(): string {
  return jsonSchemaText(candidateSchema, 'parkspec candidate');
}
