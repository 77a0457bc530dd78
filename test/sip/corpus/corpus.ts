/** The corpus of messages: files of octets, and for each family of them an index that says what should become of each. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { parse } from 'node:path';
import { load } from 'js-yaml';
import { z } from 'zod';

const texts = z.array(z.string());
const wire = z.strictObject({
  version: z.string().optional(),
  lineEnd: z.literal('\n').optional(),
  unended: z.literal(true).optional(),
  unspaced: z.literal(true).optional(),
  unsized: z.literal(true).optional(),
});

/** The values that are compared; an entry gives those that matter to its kind. `null` is for what cannot be read. */
const taken = z.strictObject({
  /** `INVITE sip:…` or `200 OK` */
  start: z.string().optional(),
  /** `display <uri> tag`, without what is not there. */
  from: z.string().optional(),
  to: z.string().optional(),
  callId: z.string().optional(),
  cseq: z.string().optional(),
  /** `UDP host:port branch` from the top. */
  vias: texts.optional(),
  /** Parameters of the top Via. */
  via: texts.optional(),
  /** URIs, or `*`. */
  contacts: texts.optional(),
  routes: texts.optional(),
  /** Any other header fields: their values, those of lists one by one. */
  fields: z.record(z.string(), texts).optional(),
  /** Octets of the body. */
  body: z.number().optional(),
  /** Octets before and after the message. */
  skipped: z.number().optional(),
  ignored: z.number().optional(),
  wire: wire.optional(),
  /** `user host port` of the Request-URI, unescaped. */
  uri: z.string().nullable().optional(),
  /** `address:port direction codec/type`, `none` without a body, or the status that refuses it. */
  audio: z.union([z.string(), z.number()]).nullable().optional(),
  /** Status line and header fields. */
  sipfrag: texts.nullable().optional(),
  /** `id state` of each dialog, and `+n` for those that cannot be read. */
  dialogs: texts.nullable().optional(),
  subscription: z
    .record(z.string(), z.union([z.string(), z.number()]))
    .nullable()
    .optional(),
  event: z.string().optional(),
  /** `call-id to-tag from-tag`, and `early-only`. */
  replaces: z.string().nullable().optional(),
  /** URI, then the headers in it. */
  referTo: texts.nullable().optional(),
  /** `realm nonce algorithm qop …` */
  challenges: z.array(z.string().nullable()).optional(),
  retryAfter: z.string().nullable().optional(),
  warnings: z.array(z.string().nullable()).optional(),
  /** `number sequence method` */
  rack: z.string().nullable().optional(),
  /** Where a redirect leads, in order. */
  redirects: texts.optional(),
});

export type Taken = z.infer<typeof taken>;

const told = {
  /** The kind of message, in words. */
  says: z.string(),
  /** Where it is said what should become of it; that of the family unless given. */
  rfc: z.string().optional(),
  /** Why a message is taken that a strict reader may refuse. */
  why: z.string().optional(),
};

const takenEntry = z.strictObject({
  ...told,
  taken,
  /** What an advisory says of it. */
  advisories: texts.optional(),
  /** Status of the answer of a phone; 200 unless given, `none` for an ACK. */
  answer: z.union([z.number(), z.literal('none')]).optional(),
});

const refusedEntry = z.strictObject({
  ...told,
  /** Why; the history has it with the octets, as an event of a message that cannot be read. */
  refused: z.string(),
  status: z.number().default(400),
  /** Whether enough could be read to answer; true for requests unless said otherwise. */
  answerable: z.boolean().default(true),
});

/** It is passed over, and is no event of a message that cannot be read. */
const noiseEntry = z.strictObject({ ...told, noise: z.literal(true) });

/** Octets of a connection. */
const streamEntry = z.strictObject({
  ...told,
  /** What comes out: first lines, `keepalive`, or `refused: why`. */
  stream: texts,
  /** Why the connection is closed. */
  broken: z.string().optional(),
});

/** Several messages, one after the other, to one phone that accepts calls. `{tag}` in them is the tag of its first answer. */
const exchangeEntry = z.strictObject({ ...told, exchange: texts });

/** Responses to a request of ours, whose top Via, branch, tag and Call-ID stand where `{via}`, `{branch}`, `{tag}` and `{call}` are. */
const repliesEntry = z.strictObject({
  ...told,
  to: z.enum(['INVITE', 'OPTIONS', 'REGISTER', 'SUBSCRIBE', 'REFER']),
  /** All that the phone sends. */
  sends: texts,
  /** What becomes of the request. */
  result: z.string(),
});

const entry = z.union([takenEntry, refusedEntry, noiseEntry, streamEntry, exchangeEntry, repliesEntry]);
const index = z.strictObject({ about: z.string(), rfc: z.string(), messages: z.record(z.string(), entry) });

type Entry = z.infer<typeof entry>;
type Named = { readonly family: string; readonly name: string; readonly octets: Buffer };
export type Entries<E> = ReadonlyArray<E & Named>;
export type Read = z.infer<typeof takenEntry> | z.infer<typeof refusedEntry> | z.infer<typeof noiseEntry>;

export interface Family {
  readonly name: string;
  /** Names that the folder has, and those that the index has. */
  readonly files: readonly string[];
  readonly entries: Entries<Entry>;
}

const home = new URL('../../../fixtures/sip/', import.meta.url);

/** The families of our own making. */
export const corpus: readonly Family[] = readdirSync(new URL('corpus/', home))
  .toSorted()
  .map((name) => family(name, new URL(`corpus/${name}/`, home), new URL(`corpus/${name}/index.yaml`, home)));

const archive = new URL('../../../../shared/data/', import.meta.url);

/** In CI a missing folder fails every entry; elsewhere the families of the same kinds have to do. */
export const archives: readonly Family[] =
  existsSync(archive) || process.env['CI'] === 'true'
    ? ['rfc4475', 'rfc5118'].map((name) =>
        family(name, new URL(`${name}/`, archive), new URL(`archives/${name}.yaml`, home)),
      )
    : [];

export const isRead = (each: Entry & Named): each is Read & Named =>
  'taken' in each || 'refused' in each || 'noise' in each;
export const isStream = (each: Entry & Named): each is z.infer<typeof streamEntry> & Named => 'stream' in each;
export const isExchange = (each: Entry & Named): each is z.infer<typeof exchangeEntry> & Named => 'exchange' in each;
export const isReplies = (each: Entry & Named): each is z.infer<typeof repliesEntry> & Named => 'sends' in each;

/** Of all families of our own making. */
export function entriesThat<E extends Entry & Named>(are: (each: Entry & Named) => each is E): Entries<E> {
  return corpus.flatMap(({ entries }) => entries.filter(are));
}

/** The octets of one message of the corpus. */
export function octetsOf(name: string): Buffer {
  const found = corpus.flatMap(({ entries }) => entries).find((each) => each.name === name);
  if (found === undefined) throw new Error(`no message ${name}`);
  return found.octets;
}

function family(name: string, folder: URL, indexFile: URL): Family {
  const { rfc, messages } = index.parse(load(readFileSync(indexFile, 'utf8')));
  const files = existsSync(folder) ? readdirSync(folder).filter((file) => /\.(sip|dat)$/.test(file)) : [];
  const pathOf = new Map(files.map((file) => [parse(file).name, new URL(file, folder)]));
  const entries = Object.entries(messages).map(([each, said]) => {
    const path = pathOf.get(each);
    return {
      rfc,
      ...said,
      family: name,
      name: each,
      octets: path === undefined ? Buffer.alloc(0) : readFileSync(path),
    };
  });
  return { name, files: [...pathOf.keys()], entries };
}
