import { z } from 'zod';
import { parseAddressRange } from '../address-range.ts';
import { POOLS } from '../suite/cell.ts';
import { CAPABILITIES } from './candidate.ts';
import { dialectKeys } from './dialect/dialect-schema.ts';
import { oneKeyOf } from './one-key-of.ts';
import { phonesSchema } from './phone-schema.ts';
import { parsePoolAddress, POOL_ADDRESS } from './pool-address.ts';
import { parseResolver } from './resolver-address.ts';
import { remoteKeys } from './remote-schema.ts';
import { confirm, manual } from './manual-order.ts';
import { DURATION, parseDuration } from './duration.ts';
import { edgeForm, knownBy } from './edge-schema.ts';
import { httpDetails, httpDetailsForm, httpPlace } from './http-schema.ts';
import { MEMBERS } from './member.ts';
import { commandForm as command, dockerForm, processForm } from './start-schema.ts';
import { tlsKeys } from './tls-schema.ts';

/** The form of a `candidate.yaml`. What the parts mean to each other is checked in check-candidate.ts. */

const text = z.string().trim().min(1, 'must not be empty');
const pool = z.enum(POOLS);
const member = z.enum(MEMBERS);
const duration = z
  .string()
  .refine((value) => parseDuration(value) !== undefined, 'a time is at most 60m, written such as 400ms, 4s or 1m')
  .meta({ pattern: DURATION.source })
  .describe('a time such as 400ms, 4s or 1m');
const MOST_PORT = 65_535;
const HTTP = 'the port of the administration is a number from 1 to 65535, or auto';

const resolver = z
  .string()
  .refine(
    (value) => parseResolver(value) !== undefined,
    'a DNS server is a numeric address, and a port where it is not 53: 10.0.0.53, 127.0.0.1:5353, [2001:db8::53]:53',
  );

const poolProfile = z.strictObject({
  sip: z
    .string()
    .refine(
      (value) => parsePoolAddress(value) !== undefined,
      'a SIP address is udp, tcp or tls, a colon, and a port or auto, or with `runtime: remote` a host and its port: udp:5060, tcp:auto, udp:10.0.0.1:5060, udp:[2001:db8::1]:5060',
    )
    .meta({ pattern: POOL_ADDRESS.source })
    .describe('where the pool listens, such as udp:5060, udp:auto to have a port chosen, or udp:10.0.0.1:5060'),
  http: z
    .union([z.literal('auto'), z.int(HTTP).min(1, HTTP).max(MOST_PORT, HTTP)], HTTP)
    .optional()
    .describe('port of its administration over HTTP, or auto'),
  orbits: z
    .string()
    .regex(/^[1-9]\d{0,8}-[1-9]\d{0,8}$/, 'orbits are a first and a last number without leading zeros, such as 100-199')
    .describe('the first and the last number at which it parks calls, such as 100-199'),
  'outbound-proxy': text
    .optional()
    .describe('the SIP URI of the proxy that phones go through to this pool, such as sip:127.0.0.1:5070;lr')
    .meta({ examples: ['sip:${sip.host}:${sip.port};lr'] }),
  'known-by': knownBy,
});

const inPool = oneKeyOf({ primary: command, backup: command, edge: command }, {}).describe(
  'a command in the container of a pool, or of the edge',
);

const action = oneKeyOf(
  {
    kill: member,
    stop: member,
    start: member,
    pause: member,
    unpause: member,
    disconnect: member,
    connect: member,
    exec: inPool,
    http: oneKeyOf({ post: httpPlace, get: httpPlace, put: httpPlace }, httpDetails),
    run: command,
    manual,
  },
  {
    confirm,
    takes: member
      .describe('the pool that a hook takes away: { run: [./cut-power.sh], takes: primary }')
      .meta({ examples: ['primary'] }),
    returns: member
      .describe('the pool that a hook brings back: { run: [./power-on.sh], returns: primary }')
      .meta({ examples: ['primary'] }),
    within: duration
      .describe(
        'how long a hook may take, such as 30s; as long as its transition where it is left out, and an operator 10m',
      )
      .meta({ examples: ['30s'] }),
  },
);

const contains = text.describe('text that must be found in it');

const proof = oneKeyOf(
  {
    registered: pool,
    answers: member,
    silent: member,
    exited: member,
    exec: inPool,
    http: httpDetailsForm.extend({ get: httpPlace, contains }),
    header: z.strictObject({ name: text, contains }),
  },
  {},
);

const transition = z
  .strictObject({
    do: z
      .union([action, z.array(action)])
      .optional()
      .describe('what parkspec does, an action or a list'),
    until: z
      .union([proof, z.array(proof)])
      .optional()
      .describe('what proves that the phase is reached, a proof or a list'),
    within: duration.optional(),
  })
  .optional();

/** Users with a phone who are not in the call that is parked to see the settings (alice and bob). */
const TIMEOUT_TARGETS = ['carol', 'dave', 'erin', 'frank'] as const;

const settings = z.strictObject({
  'pickup-timeout': duration.optional(),
  'pickup-attempts': z.int('a whole number').min(1, 'at least 1').max(10, 'at most 10').optional(),
  'timeout-target': z.enum(TIMEOUT_TARGETS).optional(),
  'music-on-hold': z
    .union([
      z
        .int('a frequency in Hz')
        .min(50, 'at least 50 Hz')
        .max(3_400, 'at most 3400 Hz')
        .multipleOf(50, 'a multiple of 50 Hz'),
      z.string(),
    ])
    .optional()
    .describe(
      'what the pool plays: the frequency of a tone in Hz, or a recording (a WAVE file, 16 bits, 1 channel, 8 kHz)',
    )
    .meta({ examples: [1750, './music-on-hold.wav'] }),
});

const USER = /^[A-Za-z0-9._~+*%-]+$/;
const HOST = /^[A-Za-z0-9.-]+$/;

const user = z.strictObject({
  user: text
    .regex(USER, 'the user part of a SIP address, such as 2001')
    .optional()
    .describe('user part of its address of record; the name of its party where it is left out'),
  password: text.optional(),
  'auth-user': text.optional().describe('user name of its credentials, where that is another one'),
  'display-name': text
    .regex(/^[^"\\\p{Cc}]*$/u, 'text without quotation marks, backslashes and line ends')
    .optional()
    .describe('the name that it shows'),
  domain: text.regex(HOST, 'a host name, such as park.example').optional(),
});

const homes = z
  .strictObject({ normal: pool, outage: pool, failover: pool, 'failed-over': pool, failback: pool, restored: pool })
  .partial();

const bounds = z
  .strictObject({
    start: duration,
    park: duration,
    disconnect: duration,
    gap: duration,
    setup: duration,
    probe: duration,
    cell: duration,
  })
  .partial();

export const candidateSchema = z.strictObject({
  name: text.describe('how reports name the server'),
  version: text.optional(),
  runtime: z.enum(['process', 'docker', 'remote']).describe('how the pools are started'),
  ...dialectKeys,
  ...tlsKeys,
  domain: text.regex(HOST, 'a host name, such as park.example').optional(),
  accounts: z
    .strictObject({
      password: text.optional().describe("every user's password that has none of its own"),
      users: z
        .strictObject({ alice: user, bob: user, carol: user, dave: user, erin: user, frank: user })
        .partial()
        .optional()
        .describe('the users as whom the phones register: { alice: { user: "2001", password: s3cret } }'),
      spares: z
        .array(user.required({ user: true }))
        .optional()
        .describe(
          'further users, for cells that share an outage with `--together`: [{ user: "2007" }, { user: "2008" }]',
        ),
    })
    .refine(({ password, users }) => password !== undefined || users !== undefined, 'give `password`, `users` or both')
    .optional()
    .describe('the users of the phones, and their passwords'),
  addresses: z
    .array(
      text.refine(
        (address) => parseAddressRange(address) !== undefined,
        'an address is that of one host, or a range with a prefix of 8 bits or more, of 32 or more with IPv6: 127.0.0.2, 10.1.2.0/24, 2001:db8::/64',
      ),
    )
    .optional()
    .describe('where the server listens beside its pools, such as its media relays: phones send nothing elsewhere')
    .meta({ examples: [['127.0.0.2', '10.1.2.0/24']] }),
  resolver: z
    .union([resolver, z.array(resolver).min(1, 'name at least one DNS server')])
    .optional()
    .describe(
      'the DNS servers that are asked for the names of this file, one after the other: resolver: 127.0.0.1:5353',
    )
    .meta({ examples: ['127.0.0.1:5353', ['10.0.0.53', '[2001:db8::53]:53']] }),
  phones: phonesSchema.optional().describe('the behaviour of the phones'),
  process: processForm
    .optional()
    .describe('how one pool is started: process: { command: [my-server, --port, "${sip.port}"] }'),
  scripts: z
    .strictObject({ env: z.record(z.string(), z.string()) })
    .optional()
    .describe(
      'what the scripts of `run` find in their environment beside PATH, HOME and the like: scripts: { env: { TOKEN: "${env:TOKEN}" } }',
    ),
  secrets: z
    .array(text)
    .min(1, 'name at least one variable')
    .optional()
    .describe('variables of `env` whose values are hidden in everything that is written: secrets: [TOKEN]'),
  docker: dockerForm
    .optional()
    .describe('what a pool is a container of: docker: { image: my/server, command: [--listen, "${sip}"] }'),
  ...remoteKeys(action, duration),
  edge: edgeForm.optional(),
  pools: z.strictObject({ primary: poolProfile, backup: poolProfile }),
  transitions: z
    .strictObject({
      outage: transition,
      failover: transition,
      'failed-over': transition,
      failback: transition,
      restored: transition,
    })
    .optional(),
  homes: homes.optional(),
  capabilities: z.array(z.enum(CAPABILITIES)).optional().describe('what the server claims to do'),
  settings: z.strictObject({ primary: settings.optional(), backup: settings.optional() }).optional(),
  bounds: bounds.optional(),
});

export type CandidateSource = z.output<typeof candidateSchema>;
export type ActionSource = z.output<typeof action>;
export type ProofSource = z.output<typeof proof>;

/** Words of the design that this version knows and cannot act on. */
export const NOT_YET: ReadonlySet<string> = new Set(['log', 'status']);
