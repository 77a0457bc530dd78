/** What must hold for a message to be understood at all (RFC 3261 8.1.1, 16.3, 18.3, and the cases of RFC 4475). */
import { parseCSeq } from '../fields/cseq.ts';
import { parseNameAddr } from '../fields/name-addr.ts';
import { parseVia } from '../fields/via.ts';
import { addressFault } from './address-fault.ts';
import type { Head } from './head.ts';
import { splitList } from './basic-rules.ts';
import { isSingleName } from './names.ts';
import type { Problem } from './problem.ts';

const MANDATORY = ['Via', 'From', 'To', 'Call-ID', 'CSeq'];

type Check = (value: string, head: Head) => string | undefined;

/** The messages by whose Contact and Record-Route requests will go, by their methods; answers that are neither 100 nor refusals. */
const FOLLOWED = {
  Contact: {
    requests: ['INVITE', 'UPDATE', 'SUBSCRIBE', 'NOTIFY', 'REFER', 'REGISTER'],
    answers: ['INVITE', 'UPDATE'],
  },
  'Record-Route': { requests: ['INVITE', 'SUBSCRIBE', 'NOTIFY', 'REFER'], answers: ['INVITE'] },
} as const;

/** The methods of the messages in which a field of one value is used, unless it is in all. */
const USED: Readonly<Record<string, readonly string[]>> = {
  Event: ['SUBSCRIBE', 'NOTIFY'],
  Expires: ['SUBSCRIBE', 'REGISTER'],
  'Refer-To': ['REFER'],
  'Referred-By': ['REFER', 'INVITE'],
  'Subscription-State': ['NOTIFY'],
};

/** What a message says twice with the same value, it says. These name its dialog and its end, and must be there once. */
const ONCE = new Set(['Call-ID', 'CSeq', 'Content-Length', 'From', 'To']);

/**
 * The fields that this stack uses, by name; each check returns what is wrong with the value. Every other field is taken as it
 * is, however malformed: it must not cost the message (RFC 4475 3.1.2.12).
 */
const CHECKS: ReadonlyMap<string, Check> = new Map<string, Check>([
  ['Via', checkVia],
  ['From', (value) => checkAddress(value, 'From')],
  ['To', (value) => checkAddress(value, 'To')],
  ['Contact', checkContact],
  ['Record-Route', checkRecordRoute],
  ['Call-ID', (value) => (/^[^\s]+$/.test(value) ? undefined : 'Call-ID is malformed')],
  ['CSeq', checkCSeq],
  ['Content-Length', (value) => (isBelow(value, 2 ** 31) ? undefined : 'Content-Length is no number')],
]);

export function findProblem(head: Head): Problem | undefined {
  const seen = new Set<string>();
  let index = 0;
  for (const { name, value } of head.fields) {
    const fault = fieldFault(name, value, seen, head);
    if (fault !== undefined) return { reason: fault, at: head.offsets[index] ?? 0, status: 400 };
    index += 1;
  }
  const missing = MANDATORY.find((name) => !seen.has(name));
  return missing === undefined ? undefined : { reason: `${missing} is missing`, at: 0, status: 400 };
}

function fieldFault(name: string, value: string, seen: Set<string>, head: Head): string | undefined {
  const again = seen.has(name);
  if (again && isSingleName(name)) return isTwofold(name, value, head) ? `${name} is given twice` : undefined;
  // Requests go to the first Contact; a registrar may list the contacts of other phones after it.
  if (again && name === 'Contact') return undefined;
  seen.add(name);
  return CHECKS.get(name)?.(value, head);
}

function checkCSeq(value: string, head: Head): string | undefined {
  const parsed = parseCSeq(value);
  if (parsed === undefined) return 'CSeq is not a number below 2^31 and a method';
  if (head.start?.kind === 'request' && head.start.method !== parsed.method) {
    return `CSeq names ${parsed.method} but the request is ${head.start.method}`;
  }
  return undefined;
}

function checkVia(value: string): string | undefined {
  return splitList(value).every((via) => parseVia(via) !== undefined) ? undefined : 'Via is malformed';
}

function checkContact(value: string, head: Head): string | undefined {
  // Long lists are common in the answers to a REGISTER, which nobody follows.
  if (!isFollowed('Contact', head)) return undefined;
  const [first = ''] = splitList(value);
  if (first === '') return undefined;
  if (first === '*') return methodOf(head) === 'REGISTER' ? undefined : 'Contact: a star names no address';
  return checkAddress(first, 'Contact');
}

/** Empty members have nothing to lose. */
function checkRecordRoute(value: string, head: Head): string | undefined {
  if (!isFollowed('Record-Route', head)) return undefined;
  for (const member of splitList(value)) {
    const fault = member === '' ? undefined : checkAddress(member, 'Record-Route');
    if (fault !== undefined) return fault;
  }
  return undefined;
}

function isFollowed(name: keyof typeof FOLLOWED, head: Head): boolean {
  const { start } = head;
  const { requests, answers }: { requests: readonly string[]; answers: readonly string[] } = FOLLOWED[name];
  if (start?.kind === 'request') return requests.includes(start.method);
  const status = start?.status ?? 0;
  return status > 100 && status < 300 && answers.includes(methodOf(head));
}

/** A second field makes the message mean two things. */
function isTwofold(name: string, value: string, head: Head): boolean {
  if (ONCE.has(name)) return true;
  const used = name === 'Content-Type' ? hasBody(head) : (USED[name]?.includes(methodOf(head)) ?? true);
  return used && head.fields.find((each) => each.name === name)?.value !== value;
}

function hasBody({ fields }: Head): boolean {
  return Number(fields.find(({ name }) => name === 'Content-Length')?.value) !== 0;
}

/** Of a response that of its request. */
function methodOf({ start, fields }: Head): string {
  if (start?.kind === 'request') return start.method;
  return parseCSeq(fields.find(({ name }) => name === 'CSeq')?.value ?? '')?.method ?? '';
}

function checkAddress(value: string, name: string): string | undefined {
  return parseNameAddr(value) === undefined ? `${name}: ${addressFault(value)}` : undefined;
}

function isBelow(value: string, limit: number): boolean {
  return /^[0-9]+$/.test(value) && Number(value) < limit;
}
