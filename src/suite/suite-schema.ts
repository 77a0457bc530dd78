import { z } from 'zod';
import { CALL_STATES, PHASES } from './cell.ts';
import { ADDRESSES } from './suite.ts';
import { cellId, stateName, text } from './cell-schema.ts';

/** The words of a suite file. */
const row = z.strictObject({
  state: stateName.describe('what a cell of this row has as its `state`'),
  title: text.describe('how reports call the row'),
  call: z
    .enum(CALL_STATES)
    .optional()
    .describe('how a call must stand when the phase of the cell begins; may be left out'),
});

const column = z.strictObject({
  phase: z.enum(PHASES).describe('the phase that the cells of this column are about'),
  title: text.describe('how reports call the column'),
  short: text.max(24, 'at most 24 characters').optional().describe('the title where there is little room'),
});

export const suiteForm = z.strictObject({
  suite: z
    .string()
    .max(32, 'at most 32 characters')
    .regex(/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/, 'the id of a suite is kebab-case, such as `dr-table`')
    .describe('the id of the suite, such as dr-table'),
  title: text.describe('what the requirements are about, in a few words'),
  version: z
    .string()
    .regex(/^\d{1,6}(\.\d{1,6}){0,3}$/, 'a version is written such as "1.0"')
    .describe('the version of the requirements, in quotes, such as "1.0"'),
  for: z
    .strictObject({
      address: z
        .enum(ADDRESSES)
        .describe('own: each pool has an address of its own; shared: both have one, which moves (`shared-address`)'),
    })
    .optional()
    .describe('the candidates that it is for: `for: { address: shared }`; all where it is left out'),
  source: z
    .strictObject({
      title: text.describe('the document that states the requirements'),
      address: z
        .string()
        .regex(/^https?:\/\/\S+$/, 'an address begins with http:// or https://')
        .optional()
        .describe('where the document is found'),
    })
    .describe('where the requirements are stated: `title`, and `address`'),
  report: text.optional().describe('the title of the report; that of the suite when left out'),
  badge: text
    .max(40, 'at most 40 characters')
    .optional()
    .describe('the left part of the badge; the title of the suite when left out'),
  epic: text.optional().describe('what Allure groups the cells under; the title of the suite when left out'),
  table: z
    .strictObject({
      corner: text.describe('the words above the titles of the rows'),
      rows: z.array(row).min(1, 'name at least one row').describe('a list of rows, from the top'),
      columns: z.array(column).min(1, 'name at least one column').describe('a list of columns, from the left'),
    })
    .optional()
    .describe('the table: `corner`, `rows` and `columns`'),
  below: z
    .strictObject({
      state: stateName.describe('what a cell has as its `state` that stands below the table'),
      title: text.describe('the words above these cells'),
    })
    .optional()
    .describe('what stands below the table: `state` and `title`'),
  cells: z.array(cellId).optional().describe('the ids of the cells, in the order in which reports show them'),
});
