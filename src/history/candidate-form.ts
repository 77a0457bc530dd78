/** The form of the candidate of a history. */
import { z } from 'zod';
import { perBound } from '../candidate/bounds.ts';
import { GRANTABLE } from '../candidate/container-rights.ts';
import { CAPABILITIES, OUTAGES, RETURNS } from '../candidate/candidate.ts';
import { INVITES, MOVES, REGISTERS, SRTP } from '../candidate/phone-policy.ts';
import { dialectForm } from './dialect-form.ts';
import { member, phase, pool } from './field-forms.ts';
import { SCHEMES } from '../candidate/tls-schema.ts';

const transport = z.enum(['udp', 'tcp', 'tls']);
const port = z.union([z.int().min(0).max(65_535), z.literal('auto')]);
const poolProfile = z.object({
  name: pool,
  transport,
  host: z.string().optional().describe('of a pool that ran already'),
  port,
  http: port.optional(),
  orbits: z.object({ first: z.int(), last: z.int() }),
  outboundProxy: z.string().optional().describe('the proxy that the phones go through to it; may hold placeholders'),
  knownBy: z
    .object({ header: z.string(), contains: z.string() })
    .optional()
    .describe('what a message that it has written says, behind an edge'),
});
const hook = {
  takes: member.optional().describe('the pool that the hook takes away'),
  returns: member.optional().describe('the pool that the hook brings back'),
  within: z.number().optional().describe('longest time that it may take, ms'),
};
const text = z.string();
const request = {
  pool: pool.optional().describe('the pool whose administration is asked, with `path`'),
  path: text.optional(),
  url: text.optional().describe('the whole address, instead of both; its query is hidden'),
  details: z
    .object({
      headers: z.record(text, text).describe('hidden, as body and credentials are'),
      body: text,
      type: text,
      basic: z.object({ user: text, password: text }),
      bearer: text,
      ca: text,
      fingerprint: text,
      expect: z.array(z.tuple([z.int(), z.int()])),
    })
    .partial()
    .optional()
    .describe('the parts of the request beside its place'),
};
const action = z.discriminatedUnion('kind', [
  z.object({ kind: z.enum([...OUTAGES, ...RETURNS]), pool: member }),
  z.object({ kind: z.literal('exec'), pool: member, command: z.array(z.string()), ...hook }),
  z.object({ kind: z.literal('http'), method: z.enum(['POST', 'GET', 'PUT']), ...request, ...hook }),
  z.object({ kind: z.literal('run'), command: z.array(z.string()), ...hook }),
  z.object({ kind: z.literal('manual'), text, confirm: text.optional(), ...hook, within: z.number() }),
]);
const proof = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('registered'), pool }),
  z.object({ kind: z.enum(['answers', 'silent', 'exited']), pool: member }),
  z.object({ kind: z.literal('exec'), pool: member, command: z.array(z.string()) }),
  z.object({ kind: z.literal('http'), ...request, contains: z.string() }),
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

const processProfile = z.object({
  command: z.array(z.string()),
  cwd: z.string(),
  env: z.record(z.string(), z.string()),
});

const dockerProfile = z.object({
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
  capabilities: z
    .array(z.enum(GRANTABLE))
    .optional()
    .describe('what its containers may do beside what every process may'),
  limits: z
    .object({ memory: z.number(), processes: z.number(), log: z.number() })
    .partial()
    .optional()
    .describe('what a pool may use; memory and log in octets'),
});

export const candidateForm = z.object({
  name: z.string(),
  version: z.string(),
  file: z.string(),
  runtime: z.enum(['process', 'docker', 'remote']),
  dialect: z.union([dialectForm, z.literal('rfc5359').describe('as the first versions wrote it')]),
  domain: z.string(),
  password: z.string().optional().describe('hidden, as are those of the users and the values of each `env`'),
  users: z
    .object({ alice: user, bob: user, carol: user, dave: user, erin: user, frank: user })
    .optional()
    .describe('as whom the phones register; by the names of their parties where it is left out'),
  phones: z
    .object({
      minSessionExpires: z.number().describe('the shortest session interval that a phone grants, ms'),
      move: z.enum(MOVES).describe('when a phone registers at the backup'),
      return: z.enum(MOVES).describe('when it goes back to the primary; as `move` where it is left out'),
      invite: z.enum(INVITES).describe('whom a phone asks that stays with a primary that is gone'),
      register: z.enum(REGISTERS).describe('whether a phone is registered at one pool or at both at once'),
      locate: z.string().describe('the domain by which the phones found the pools: `sip:pbx.example`'),
      srtp: z
        .enum(SRTP)
        .describe('phones speak SRTP alone, keyed in the session description; RTP alone, where it is left out'),
    })
    .partial()
    .optional(),
  tls: z
    .object({
      ca: z.string().optional(),
      fingerprints: z.array(z.string()).optional(),
      name: z.string(),
      certificate: z.string().optional(),
      key: z.string().optional().describe('its file, never the key'),
      scheme: z.enum(SCHEMES).optional().describe('of the addresses that the phones use'),
    })
    .optional()
    .describe('how the phones know pools that speak TLS'),
  resolvers: z
    .array(z.string())
    .optional()
    .describe('the DNS servers that were asked for the names of the file: `127.0.0.1:5353`'),
  addresses: z
    .array(z.string())
    .optional()
    .describe('where the server listens beside its pools: `127.0.0.2`, `10.1.2.0/24`'),
  parkUser: z.string().optional().describe('beside a dialect that is no table: the user part that parks'),
  retrieve: z.enum(['replaces', 'dial']).optional().describe('beside a dialect that is no table'),
  process: processProfile.optional(),
  scripts: z.object({ env: z.record(z.string(), z.string()) }).optional(),
  secrets: z.array(z.string()).optional().describe('variables whose values are secret'),
  docker: dockerProfile.optional(),
  defect: z.string().optional().describe('the deliberate non-conformance that was switched on'),
  remote: z
    .object({
      local: z.string().optional().describe('the address of the phones'),
      ports: z.object({ first: z.int(), last: z.int() }).optional().describe('the ports of the phones'),
    })
    .optional(),
  reset: z
    .object({ actions: z.array(action), within: z.number() })
    .optional()
    .describe('what makes a pair fresh that runs already'),
  edge: z
    .object({
      transport,
      host: z.string().optional(),
      port,
      shared: z.literal(true).optional().describe('no proxy: the address is that of one pool at a time, and moves'),
      process: processProfile.optional(),
      docker: dockerProfile.optional(),
    })
    .optional()
    .describe('the proxy in front of both pools, or the address that they share'),
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
  // `start` is missing in what the first versions wrote.
  bounds: z.object({ ...perBound(bound), start: bound.optional() }),
});
