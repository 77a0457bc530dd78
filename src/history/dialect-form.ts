/** The form of the dialect of the candidate of a history. */
import { z } from 'zod';
import {
  BODY_METHODS,
  DIGIT_WAYS,
  EMPTY_ORBITS,
  ORBIT_SOURCES,
  PARK_ENDS,
  PARK_PROOFS,
  PARK_WAYS,
  PARKED_STATES,
  RETRIEVAL_WAYS,
  TELLING_METHODS,
} from '../candidate/dialect/dialect-table.ts';

const order = z
  .discriminatedUnion('kind', [
    z.object({ kind: z.enum(['run', 'exec']), command: z.array(z.string()) }),
    z.object({ kind: z.literal('http'), method: z.enum(['POST', 'GET', 'PUT']), path: z.string() }),
  ])
  .describe('an order outside SIP');

export const dialectForm = z.object({
  name: z.string().describe('the preset that it is made from'),
  park: z.object({
    by: z.enum(PARK_WAYS),
    to: z.string(),
    proof: z.array(z.enum(PARK_PROOFS)),
    end: z.enum(PARK_ENDS),
    digits: z.object({ send: z.string(), via: z.array(z.enum(DIGIT_WAYS)) }).optional(),
    body: z.object({ method: z.enum(BODY_METHODS), type: z.string(), template: z.string() }).optional(),
    redirects: z.literal('follow').optional(),
    hook: order.optional(),
  }),
  orbit: z.enum(ORBIT_SOURCES),
  told: z
    .object({ match: z.string(), of: z.array(z.enum(TELLING_METHODS)).optional(), hook: order.optional() })
    .optional()
    .describe('where the orbit stands in what the candidate says'),
  retrieve: z.object({ by: z.enum(RETRIEVAL_WAYS), to: z.string(), refer: z.literal('accept').optional() }),
  empty: z.enum(EMPTY_ORBITS),
  state: z.object({
    subscribe: z.string(),
    all: z.string().optional(),
    parked: z.array(z.enum(PARKED_STATES)),
    event: z.string(),
    accept: z.string(),
    match: z.string().optional().describe('what the document of an occupied orbit matches'),
    held: z.boolean().describe('the subscription goes on and is refreshed'),
    hook: z.object({ order, match: z.string() }).optional(),
  }),
});
