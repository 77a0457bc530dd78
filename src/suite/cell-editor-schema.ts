import { z } from 'zod';
import { editorSchema } from './cell-schema.ts';
import { suiteForm } from './suite-schema.ts';

/** The JSON Schema (2020-12) of spec files, for editors; committed as schema/cell.schema.json. */
export function cellJsonSchema(): string {
  return jsonSchemaText(editorSchema(), 'parkspec cell');
}

/** The JSON Schema of suite files; committed as schema/suite.schema.json. */
export function suiteJsonSchema(): string {
  return jsonSchemaText(suiteForm, 'parkspec suite');
}

/** The JSON Schema of what `schema` reads, as the text of a file. */
export function jsonSchemaText(schema: z.ZodType, title: string): string {
  const { $schema, ...body } = z.toJSONSchema(schema, { io: 'input', reused: 'ref' });
  return `${JSON.stringify({ $schema, title, ...body }, null, 2)}\n`;
}
