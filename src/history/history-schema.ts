/** The form of a history in zod: what `readHistory` accepts, and what `schema/history.schema.json` publishes. */
import { z } from 'zod';
import { CAPABILITIES, HOOKS, OUTAGES, RETURNS } from '../candidate/candidate.ts';
import { OUTCOMES, PARTIES, PHASES, POOLS, SETTINGS, VERBS } from '../suite/cell.ts';
import { ACTION_FAILURES, HISTORY_SCHEMA, PHONES } from './event.ts';

const party = z.enum(PARTIES);
const pool = z.enum(POOLS);
const phase = z.enum(PHASES);
const time = z.number().describe('ms since the start of the cell, on the monotonic clock');
const callId = z.string().describe('a Call-ID');
const position = z.object({ file: z.string(), line: z.int().min(1), column: z.int().min(1) });

const onCall = { call: z.string(), by: party };
const deed = z.discriminatedUnion('verb', [
  z.object({ verb: z.literal('call'), ...onCall, to: party }),
  z.object({ verb: z.enum(['park', 'retrieve', 'hold', 'resume', 'hangup']), ...onCall }),
  z.object({ verb: z.literal('transfer'), ...onCall, to: party, how: z.enum(['blind', 'attended']) }),
  z.object({ verb: z.literal('register'), by: party }),
]);

const expectation = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('is'), outcome: z.enum(OUTCOMES), call: z.string() }),
  z.object({ kind: z.enum(['can', 'cannot']), deed }),
  z.object({ kind: z.literal('setting'), setting: z.enum(SETTINGS), call: z.string(), of: pool }),
  z.object({ kind: z.literal('announces'), mode: z.enum(['resiliency', 'full-service']), by: party }),
]);

const step = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('act'), deed, at: position }),
  z.object({ kind: z.literal('check'), id: z.string(), expect: expectation, at: position }),
]);

const cell = z.object({
  id: z.string().min(1),
  title: z.string(),
  state: z.string(),
  phase,
  requirement: z.string(),
  source: z.string(),
  demands: z.array(phase),
  at: position,
  scenario: z.array(z.object({ phase, steps: z.array(step) })),
  parties: z.array(party),
});

const transport = z.enum(['udp', 'tcp']);
const port = z.union([z.int().min(0).max(65_535), z.literal('auto')]);
const poolProfile = z.object({
  name: pool,
  transport,
  port,
  http: port.optional(),
  orbits: z.object({ first: z.int(), last: z.int() }),
});
const hook = {
  takes: pool.optional().describe('the pool that the hook takes away'),
  returns: pool.optional().describe('the pool that the hook brings back'),
  within: z.number().optional().describe('longest time that it may take, ms'),
};
const action = z.discriminatedUnion('kind', [
  z.object({ kind: z.enum([...OUTAGES, ...RETURNS]), pool }),
  z.object({ kind: z.literal('exec'), pool, command: z.array(z.string()), ...hook }),
  z.object({ kind: z.literal('http'), method: z.enum(['POST', 'GET', 'PUT']), pool, path: z.string(), ...hook }),
  z.object({ kind: z.literal('run'), command: z.array(z.string()), ...hook }),
]);
const proof = z.discriminatedUnion('kind', [
  z.object({ kind: z.enum(['registered', 'answers', 'silent', 'exited']), pool }),
  z.object({ kind: z.literal('exec'), pool, command: z.array(z.string()) }),
  z.object({ kind: z.literal('http'), pool, path: z.string(), contains: z.string() }),
  z.object({ kind: z.literal('header'), name: z.string(), contains: z.string() }),
]);
const transition = z.object({ actions: z.array(action), proofs: z.array(proof), within: z.number() });
const settings = z.object({
  pickupTimeout: z.number().optional(),
  pickupAttempts: z.number().optional(),
  timeoutTarget: z.string().optional(),
  musicOnHold: z.union([z.number(), z.string()]).optional(),
});
const bound = z.number().min(0).describe('ms');

const user = z.object({
  name: z.string(),
  domain: z.string(),
  displayName: z.string().optional(),
  authName: z.string().optional(),
  password: z.string().optional(),
});

const candidate = z.object({
  name: z.string(),
  version: z.string(),
  file: z.string(),
  runtime: z.enum(['process', 'docker', 'remote']),
  dialect: z.literal('rfc5359'),
  domain: z.string(),
  password: z.string().optional(),
  users: z
    .object({ alice: user, bob: user, carol: user, dave: user, erin: user, frank: user })
    .optional()
    .describe('as whom the phones register; by the names of their parties where it is left out'),
  parkUser: z.string(),
  retrieve: z.enum(['replaces', 'dial']),
  process: z
    .object({ command: z.array(z.string()), cwd: z.string(), env: z.record(z.string(), z.string()) })
    .optional(),
  docker: z
    .object({
      image: z.discriminatedUnion('kind', [
        z.object({ kind: z.literal('named'), name: z.string() }),
        z.object({
          kind: z.literal('build'),
          name: z.string(),
          context: z.string(),
          files: z.array(z.string()).optional(),
          dockerfile: z.string(),
        }),
      ]),
      command: z.array(z.string()).optional(),
      env: z.record(z.string(), z.string()),
    })
    .optional(),
  defect: z.string().optional().describe('the deliberate non-conformance that was switched on'),
  pools: z.object({ primary: poolProfile, backup: poolProfile }),
  transitions: z.object({
    outage: transition,
    failover: transition,
    'failed-over': transition,
    failback: transition,
    restored: transition,
  }),
  homes: z.record(phase, pool),
  capabilities: z.array(z.enum(CAPABILITIES)),
  settings: z.object({ primary: settings, backup: settings }),
  bounds: z.object({ park: bound, disconnect: bound, gap: bound, setup: bound, probe: bound, cell: bound }),
});

const numbered = { n: z.int().min(1).describe('number of the event, from 1'), t: time };

const run = z.object({
  ...numbered,
  kind: z.literal('run'),
  schema: z.literal(HISTORY_SCHEMA),
  parkspec: z.string(),
  started: z.string().describe('wall clock at t = 0, ISO 8601'),
  phones: z.enum(PHONES),
  cell,
  candidate,
  pools: z.record(pool, z.string()).describe('where the pools listen: `udp:127.0.0.1:5060`'),
  network: z
    .object({
      impairment: z.string().describe('`loss=5%,jitter=30ms`'),
      seed: z.int().min(0),
      patience: z.number().min(0).describe('ms that the driver waited longer because of it'),
    })
    .optional()
    .describe('our own bad network around the phones, where there was one'),
});

const voice = z.enum([...PARTIES, 'music:primary', 'music:backup', 'other']);

export const eventSchema = z.discriminatedUnion('kind', [
  run,
  z.object({
    ...numbered,
    kind: z.literal('phase'),
    phase,
    state: z.enum(['entering', 'reached', 'missed']),
    why: z.string().optional(),
    overran: z
      .literal(true)
      .optional()
      .describe('missed because a script or a command of the candidate file took too long'),
  }),
  z.object({
    ...numbered,
    kind: z.literal('fault'),
    fault: z.enum([...OUTAGES, ...RETURNS, ...HOOKS]),
    effect: z
      .enum(['takes', 'returns'])
      .optional()
      .describe('whether it takes the pool away or brings it back; known by the fault where it is left out'),
    pool,
    state: z.enum(['intended', 'applied', 'not-applied', 'undone', 'healed']),
    proof: z.string().optional(),
  }),
  z.object({
    ...numbered,
    kind: z.literal('action'),
    id: z.string(),
    state: z.enum(['asked', 'done', 'failed']),
    verb: z.enum([...VERBS, 'check', 'probe', 'lookup', 'dial', 'listen', 'watch']),
    of: z.string().optional().describe('the action of the check that this is part of'),
    check: z.string().optional(),
    call: z.string().optional(),
    by: party.optional(),
    to: party.optional(),
    pool: pool.optional(),
    orbit: z.string().optional(),
    callId: callId.optional(),
    callIds: z.array(callId).optional(),
    within: z.number().optional().describe('longest that the driver waits, ms'),
    failure: z.enum(ACTION_FAILURES).optional().describe('why it failed, with `failed`; `why` says it in words'),
    why: z.string().optional(),
  }),
  z.object({
    ...numbered,
    kind: z.literal('sip'),
    tap: party,
    direction: z.enum(['in', 'out']),
    local: z.string(),
    remote: z.string(),
    text: z.string(),
    encoding: z.literal('latin1').optional(),
    unreadable: z.string().optional(),
  }),
  z.object({
    ...numbered,
    kind: z.literal('media'),
    tap: party,
    leg: callId,
    event: z.enum(['starts', 'stops', 'sample']),
    voice,
    at: time,
    gapMs: z.number().optional(),
  }),
  z.discriminatedUnion('channel', [
    z.object({
      ...numbered,
      kind: z.literal('network'),
      channel: z.literal('sip'),
      tap: party,
      direction: z.enum(['in', 'out']),
      what: z.enum(['lost', 'duplicated', 'held']),
      delayMs: z.number().optional(),
      remote: z.string(),
      line: z.string(),
      callId: callId.optional(),
      cseq: z.string().optional().describe('`1 INVITE`'),
      branch: z.string().optional(),
    }),
    z.object({
      ...numbered,
      kind: z.literal('network'),
      channel: z.literal('rtp'),
      tap: party,
      leg: callId,
      direction: z.enum(['in', 'out']),
      passed: z.int().min(0),
      lost: z.int().min(0),
      longestLoss: z.int().min(0).describe('packets of 20 ms, one after the other'),
      duplicated: z.int().min(0),
      held: z.int().min(0),
    }),
  ]),
  z.object({
    ...numbered,
    kind: z.literal('process'),
    pool,
    event: z.enum(['started', 'ready', 'exited']),
    pid: z.int(),
    code: z.int().nullable().optional(),
    signal: z.string().nullable().optional(),
    wanted: z.boolean().optional(),
  }),
  z.object({
    ...numbered,
    kind: z.literal('load'),
    maxDelayMs: z.number().describe("the harness's longest event loop delay since the last such event"),
    lateMs: z.number().optional().describe("all of the harness's event loop delays beyond 20 ms together"),
    poolDelayMs: z.number().optional().describe("the longest wait of a pool's process for a processor"),
    poolLateMs: z.number().optional().describe('all that the pool which waited most has waited'),
  }),
  z.object({
    ...numbered,
    kind: z.literal('note'),
    level: z.enum(['info', 'trouble']),
    stage: z.string().optional().describe('which part of the bench failed, such as `ports`'),
    text: z.string(),
    cause: z.string().optional(),
    hint: z.string().optional(),
  }),
  z.object({ ...numbered, kind: z.literal('end'), why: z.enum(['complete', 'deadline', 'interrupted', 'trouble']) }),
]);

/** JSON Schema (2020-12) of one line of a history; committed as `schema/history.schema.json`. */
export function historyJsonSchema(): string {
  const { $schema, ...body } = z.toJSONSchema(eventSchema, { io: 'input', reused: 'ref' });
  const title = 'parkspec history: one event a line (JSON Lines)';
  return `${JSON.stringify({ $schema, title, ...body }, undefined, 2)}\n`;
}
