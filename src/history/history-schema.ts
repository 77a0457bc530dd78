/** The form of a history in zod: what `readHistory` accepts, and what `schema/history.schema.json` publishes. */
import { z } from 'zod';
import { HOOKS, OUTAGES, RETURNS } from '../candidate/candidate.ts';
import { LIMITS } from '../candidate/container-rights.ts';
import { PARTIES, VERBS } from '../suite/cell.ts';
import { candidateForm } from './candidate-form.ts';
import { cellForm } from './cell-form.ts';
import { ACTION_FAILURES, HISTORY_SCHEMA, HOOK_OUTCOMES, POLICY_DEEDS, PHONES } from './event.ts';
import { SRTP_FAULTS } from '../srtp-key.ts';
import { callId, member, party, phase, pool, time } from './field-forms.ts';

const numbered = { n: z.int().min(1).describe('number of the event, from 1'), t: time };

const run = z.object({
  ...numbered,
  kind: z.literal('run'),
  schema: z.literal(HISTORY_SCHEMA),
  parkspec: z.string(),
  started: z.string().describe('wall clock at t = 0, ISO 8601'),
  phones: z.enum(PHONES),
  cell: cellForm,
  candidate: candidateForm,
  pools: z.record(pool, z.string()).describe('where the pools listen: `udp:127.0.0.1:5060`'),
  edge: z.string().optional().describe('where the edge in front of them listens, all that the phones know'),
  beside: z
    .object({
      cells: z.array(z.string()),
      users: z.array(z.string()).describe('user parts of the addresses of their phones'),
    })
    .optional()
    .describe('the cells that shared the outage of this one, where there were any'),
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
    pool: member,
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
  z.object({
    ...numbered,
    kind: z.literal('astray'),
    tap: party,
    channel: z.enum(['sip', 'rtp']),
    direction: z.enum(['in', 'out']),
    remote: z
      .string()
      .describe('a place outside of the cell: nothing was sent there, and nothing listened to from there'),
    callId: callId.optional(),
    line: z.string().optional().describe('first line of the message that was not sent'),
  }),
  z.discriminatedUnion('found', [
    z.object({
      ...numbered,
      kind: z.literal('srtp'),
      found: z.literal('description'),
      tap: party,
      leg: callId,
      why: z.enum(SRTP_FAULTS).describe('why the phone, which wants SRTP, cannot use what its peer describes'),
    }),
    z.object({
      ...numbered,
      kind: z.literal('srtp'),
      found: z.literal('packets'),
      tap: party,
      leg: callId,
      plain: z.int().min(0).describe('packets without an authentication tag since the last such event; not heard'),
      wrong: z.int().min(0).describe('packets with a wrong authentication tag since the last such event; not heard'),
    }),
  ]),
  z.object({
    ...numbered,
    kind: z.literal('digits'),
    tap: party,
    leg: callId,
    digits: z.string().describe('keys of a telephone that left in the audio (RFC 4733), as the last of them begins'),
  }),
  z.object({
    ...numbered,
    kind: z.literal('policy'),
    tap: party,
    does: z
      .enum(POLICY_DEEDS)
      .describe('stays with a pool, moves to one, registers at a second one, or asks another than its usual one'),
    pool,
    rule: z.string().describe('of `phones` in the candidate file'),
  }),
  z.object({
    ...numbered,
    kind: z.literal('lookup'),
    tap: party,
    uri: z.string().describe('what the phone knows: `sip:pbx.example`'),
    asked: z.array(
      z.object({
        question: z.string().describe('`SRV _sip._udp.pbx.example`'),
        server: z.string().optional().describe('the DNS server that answered: `127.0.0.1:5353`'),
        records: z.array(z.string()).describe('as zone files write them'),
        ttl: z.number().describe('for how many seconds the answer may be used'),
        failure: z.string().optional().describe('why there is no answer'),
      }),
    ),
    servers: z.array(z.string()).describe('where it leads, in the order in which the phone tries them'),
    seed: z.string().describe('the order of servers of equal priority follows from this text and the records'),
    outside: z.array(z.string()).optional().describe('where it leads too, and nothing is sent'),
    why: z.string().optional().describe('why it leads nowhere'),
  }),
  z.object({
    ...numbered,
    kind: z.literal('hook'),
    action: z.string().describe('id of the action that it is part of'),
    purpose: z.enum(['park', 'orbit', 'state']),
    hook: z.enum(HOOKS),
    what: z.string().describe('`POST primary/park?slot=101`, `./park.sh 101`'),
    outcome: z.enum(HOOK_OUTCOMES),
    words: z.string().describe('`exit code 0`, `503 Service Unavailable`'),
    output: z.string().describe('what it printed, or the body of the answer'),
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
    pool: member,
    event: z.enum(['started', 'ready', 'exited']),
    pid: z.int(),
    command: z.array(z.string()).optional().describe('the program that was started, and its arguments'),
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
    limit: z
      .object({ pool: member, of: z.enum(LIMITS) })
      .optional()
      .describe('the limit of what a pool may use that it has reached'),
    notBack: z.string().optional().describe('what was not done to bring back a pair that runs already, and why'),
  }),
  z.object({ ...numbered, kind: z.literal('end'), why: z.enum(['complete', 'deadline', 'interrupted', 'trouble']) }),
]);

/** JSON Schema (2020-12) of one line of a history; committed as `schema/history.schema.json`. */
export function historyJsonSchema(): string {
  const { $schema, ...body } = z.toJSONSchema(eventSchema, { io: 'input', reused: 'ref' });
  const title = 'parkspec history: one event a line (JSON Lines)';
  return `${JSON.stringify({ $schema, title, ...body }, undefined, 2)}\n`;
}
