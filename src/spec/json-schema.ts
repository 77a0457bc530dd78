import { z } from 'zod';
import { candidateSchema } from '../candidate/schema.ts';
import { editorSchema } from './schema.ts';

export interface PublishedSchema {
  /** Where the schema is committed, from the root of the project. */
  readonly path: string;
  readonly text: string;
}

/** The JSON Schemas (2020-12) of the files that people write, for completion and checking in editors. */
export function publishedSchemas(): readonly PublishedSchema[] {
  return [
    { path: 'specs/cell.schema.json', text: jsonSchemaText(editorSchema(), 'parkspec cell') },
    { path: 'containers/candidate.schema.json', text: jsonSchemaText(candidateSchema, 'parkspec candidate') },
  ];
}

function jsonSchemaText(schema: z.ZodType, title: string): string {
  const { $schema, ...body } = z.toJSONSchema(schema, { io: 'input', reused: 'ref' });
  return `${JSON.stringify({ $schema, title, ...body }, null, 2)}\n`;
}
