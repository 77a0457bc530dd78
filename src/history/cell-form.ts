/** The form of the cell that a history is of. */
import { z } from 'zod';
import { OUTCOMES, SETTINGS, TIMERS } from '../suite/cell.ts';
import { party, phase, pool } from './field-forms.ts';

const position = z.object({ file: z.string(), line: z.int().min(1), column: z.int().min(1) });
const onCall = { call: z.string(), by: party };
const trials = [
  z.object({ verb: z.literal('call'), ...onCall, to: party }),
  z.object({ verb: z.enum(['park', 'retrieve', 'hold', 'resume', 'hangup']), ...onCall }),
  z.object({ verb: z.literal('transfer'), ...onCall, to: party, how: z.enum(['blind', 'attended']) }),
  z.object({ verb: z.literal('register'), by: party }),
] as const;
const trial = z.discriminatedUnion('verb', trials);
const deed = z.discriminatedUnion('verb', [...trials, z.object({ verb: z.literal('lapse'), by: party })]);

const expectation = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('is'), outcome: z.enum(OUTCOMES), call: z.string() }),
  z.object({ kind: z.enum(['can', 'cannot']), deed: trial }),
  z.object({ kind: z.literal('setting'), setting: z.enum(SETTINGS), call: z.string(), of: pool }),
  z.object({ kind: z.literal('outlives'), timer: z.enum(TIMERS), call: z.string(), of: pool }),
  z.object({ kind: z.literal('announces'), mode: z.enum(['resiliency', 'full-service']), by: party }),
]);

const step = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('act'), deed, at: position }),
  z.object({ kind: z.literal('check'), id: z.string(), expect: expectation, at: position }),
]);

export const cellForm = z.object({
  id: z.string().min(1),
  title: z.string(),
  state: z.string(),
  phase,
  requirement: z.string(),
  source: z.string(),
  demands: z.array(phase),
  fills: z.object({ pool, orbits: z.int() }).optional(),
  at: position,
  scenario: z.array(z.object({ phase, steps: z.array(step) })),
  parties: z.array(party),
});
