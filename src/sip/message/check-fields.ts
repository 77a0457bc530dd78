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

/**
 * The fields that this stack uses, by name; each check returns what is wrong with the value. Every other field is taken as it
 * is, however malformed: it must not cost the message (RFC 4475 3.1.2.12).
 */
const CHECKS: ReadonlyMap<string, Check> = new Map<string, Check>([
  ['Via', checkVia],
  ['From', (value) => checkAddress(value, 'From')],
  ['To', (value) => checkAddress(value, 'To')],
  ['Contact', checkContact],
  ['Record-Route', (value) => checkAddresses(value, 'Record-Route')],
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
  if (again && isSingleName(name)) return `${name} is given twice`;
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
  const [first = ''] = splitList(value);
  const fault = first === '*' || first === '' ? undefined : checkAddress(first, 'Contact');
  return fault === undefined || listsBindings(head) ? undefined : fault;
}

/** The answer to a REGISTER has the contacts of all phones of a user. No request goes to them. */
function listsBindings({ start, fields }: Head): boolean {
  const sequence = fields.find(({ name }) => name === 'CSeq')?.value ?? '';
  return start?.kind === 'response' && parseCSeq(sequence)?.method === 'REGISTER';
}

function checkAddresses(value: string, name: string): string | undefined {
  for (const member of splitList(value)) {
    const fault = checkAddress(member, name);
    if (fault !== undefined) return fault;
  }
  return undefined;
}

function checkAddress(value: string, name: string): string | undefined {
  return parseNameAddr(value) === undefined ? `${name}: ${addressFault(value)}` : undefined;
}

function isBelow(value: string, limit: number): boolean {
  return /^[0-9]+$/.test(value) && Number(value) < limit;
}
