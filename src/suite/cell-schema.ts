import { z } from 'zod';
import {
  type Deed,
  type Expectation,
  OUTCOMES,
  PARTIES,
  PHASES,
  POOLS,
  SETTINGS,
  TIMERS,
  type Trial,
  TRIALS,
  VERBS,
  type Verb,
} from './cell.ts';
import { AFTERMATH } from './planned-checks.ts';

/** The words of a spec file. A phrase that parses comes out as what it means: a deed or an expectation. */

const party = z.enum(PARTIES).describe(`one of ${PARTIES.join(', ')}`);
const callName = z
  .string()
  .regex(/^[A-Za-z][A-Za-z0-9-]{0,31}$/, 'the name of a call is a letter and up to 31 letters, digits or hyphens')
  .describe('the name of the call, such as A');

export const checkName = z
  .string()
  .max(64, 'at most 64 characters')
  .regex(/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/, 'the name of a check is kebab-case, such as `still-connected`')
  .refine((name) => name !== AFTERMATH, `\`${AFTERMATH}\` is the name of the check that every cell has by itself`)
  .describe('the name of the check, such as still-connected; its id is cell/name');

const onCall = { call: callName, by: party };
const fields = {
  call: { as: callName.describe('how the call is named from here on, such as A'), from: party, to: party },
  park: onCall,
  retrieve: onCall,
  hold: onCall,
  resume: onCall,
  transfer: {
    ...onCall,
    to: party,
    how: z.enum(['blind', 'attended']).optional().describe('blind unless it says attended'),
  },
  hangup: onCall,
  register: { by: party },
  lapse: { by: party },
} satisfies Record<Verb, z.core.$ZodLooseShape>;

/** What stands under a verb that can be tried, as the deed that it means. */
export const trialSchemas: Readonly<Record<Trial['verb'], z.ZodType<Trial>>> = {
  call: z.strictObject(fields.call).transform((f): Trial => ({ verb: 'call', call: f.as, by: f.from, to: f.to })),
  park: z.strictObject(fields.park).transform((f): Trial => ({ verb: 'park', ...f })),
  retrieve: z.strictObject(fields.retrieve).transform((f): Trial => ({ verb: 'retrieve', ...f })),
  hold: z.strictObject(fields.hold).transform((f): Trial => ({ verb: 'hold', ...f })),
  resume: z.strictObject(fields.resume).transform((f): Trial => ({ verb: 'resume', ...f })),
  transfer: z
    .strictObject(fields.transfer)
    .transform(({ how = 'blind', ...f }): Trial => ({ verb: 'transfer', ...f, how })),
  hangup: z.strictObject(fields.hangup).transform((f): Trial => ({ verb: 'hangup', ...f })),
  register: z.strictObject(fields.register).transform((f): Trial => ({ verb: 'register', ...f })),
};

/** What stands under a verb, as the deed that it means. */
export const deedSchemas: Readonly<Record<Verb, z.ZodType<Deed>>> = {
  ...trialSchemas,
  lapse: z.strictObject(fields.lapse).transform((f): Deed => ({ verb: 'lapse', ...f })),
};

const observations = {
  is: { is: z.enum(OUTCOMES), call: callName },
  setting: {
    setting: z.enum(SETTINGS),
    call: callName,
    of: z.enum(POOLS).describe('the pool whose setting it must be'),
  },
  outlives: {
    outlives: z.enum(TIMERS),
    call: callName,
    of: z.enum(POOLS).describe('the pool whose timer it must outlive'),
  },
  announces: { announces: z.enum(['resiliency', 'full-service']), by: party },
};

/** The checks that are no deed, without their name. */
export const observationSchemas: Readonly<Record<keyof typeof observations, z.ZodType<Expectation>>> = {
  is: z.strictObject(observations.is).transform((f): Expectation => ({ kind: 'is', outcome: f.is, call: f.call })),
  setting: z.strictObject(observations.setting).transform((f): Expectation => ({ kind: 'setting', ...f })),
  outlives: z
    .strictObject(observations.outlives)
    .transform(({ outlives: timer, ...f }): Expectation => ({ kind: 'outlives', timer, ...f })),
  announces: z
    .strictObject(observations.announces)
    .transform((f): Expectation => ({ kind: 'announces', mode: f.announces, by: f.by })),
};

/** The keys of which each check has exactly one. */
export const CHECK_WORDS = ['is', 'can', 'cannot', 'setting', 'outlives', 'announces'] as const;
export type CheckWord = (typeof CHECK_WORDS)[number];

export const text = z.string().trim().min(1, 'must not be empty');

export const cellId = z
  .string()
  .max(32, 'at most 32 characters')
  .regex(/^[A-Za-z][A-Za-z0-9]*(-[A-Za-z0-9]+)*$/, 'the id of a cell is letters, digits and hyphens, such as DR-12')
  .describe('the id of the cell, such as DR-12');

export const stateName = z
  .string()
  .max(32, 'at most 32 characters')
  .regex(/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/, 'a state is kebab-case, such as `not-yet-parked`');

const header = {
  cell: cellId,
  title: text.describe('what the cell is about, in a few words'),
  state: stateName.describe("the row of the suite's table, or the state of what stands below it"),
  phase: z.enum(PHASES).describe('the column of the table: the phase that the cell is about'),
  requirement: text.describe('what a conforming park server does, in your own words'),
  source: text.describe('where the requirement is stated, with row and column'),
  fills: z
    .strictObject({
      pool: z.enum(POOLS),
      orbits: z.int().min(1, 'a range has at least one orbit').max(5, 'at most 5: each takes a call of two parties'),
    })
    .optional()
    .describe('the cell applies only to a candidate whose pool has just so many orbits, because it fills them'),
  demands: z.array(z.enum(PHASES)).optional().describe('phases that must be reached: missing one is a failure'),
};

/** What a cell says it is about, whatever else is wrong with its file. */
export const aboutSchema = z.object({ state: header.state, phase: header.phase, demands: header.demands });

/** A spec file whose steps are still raw; each is read by the words it begins with, see read-step.ts. */
export const rawCellSchema = cellSchemaOf(z.unknown());

function cellSchemaOf<Step extends z.ZodType>(step: Step) {
  const steps = z.array(step).nullable().optional();
  const phases = Object.fromEntries(PHASES.map((phase) => [phase, steps]));
  const part = z
    .strictObject(phases)
    .refine((value) => Object.keys(value).length === 1, 'each item of the scenario names exactly one phase')
    .meta({ minProperties: 1, maxProperties: 1 });
  return z.strictObject({
    ...header,
    scenario: z
      .array(part)
      .min(1, 'name at least one phase')
      .describe('a list of phases, each with its steps, from `normal` on'),
  });
}

/** The whole language in one schema, for editors: what `loadCell` accepts phrase by phrase. */
export function editorSchema(): z.ZodType {
  const acts = VERBS.map((verb) => z.strictObject({ [verb]: z.strictObject(fields[verb]) }));
  const tried = TRIALS.flatMap((verb) => [
    z.strictObject({ check: checkName, can: z.literal(verb), ...fields[verb] }),
    z.strictObject({ check: checkName, cannot: z.literal(verb), ...fields[verb] }),
  ]);
  const observed = Object.values(observations).map((shape) => z.strictObject({ check: checkName, ...shape }));
  return cellSchemaOf(z.union([...acts, ...tried, ...observed]));
}
