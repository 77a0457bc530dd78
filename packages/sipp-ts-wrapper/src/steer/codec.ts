import { SippError } from '../run/error.ts';

/** What is told to a live call: the scenario's `recvCmd` reads it. */
export interface Command {
  /** `Do:`, by which the scenario branches: a token. */
  readonly name: string;
  /** Further `Name: value` lines. */
  readonly fields?: Readonly<Record<string, string | number>>;
  /** Text after an empty line. */
  readonly body?: string;
}

/** What a call told: a `sendCmd` of the scenario. */
export interface SippEvent {
  readonly callId: string;
  /** Of the line `Event: <name>`; empty where the scenario wrote none. */
  readonly name: string;
  /** `Name: value` lines by name in lower case; of repeated names the first. */
  readonly fields: Readonly<Record<string, string>>;
  /** What follows the first empty line, without line ends behind it. */
  readonly body: string;
  /** All of it, as it came. */
  readonly raw: string;
  /** When it was read here: milliseconds of `performance.now()`. */
  readonly at: number;
}

/** The end of a command on SIPp's twin socket. */
const ESCAPE = 0x1b;

/** SIPp 3.6.1 ends with "There is a message waiting in sockfd that is bigger" where one has 65,536 bytes or more. */
export const LONGEST_COMMAND = 65_000;

const TOKEN = /^[A-Za-z0-9._-]+$/;

/**
 * The bytes of a command to a call. `number` goes out as `Seq:`; a scenario that sends it back as `Re:` makes plain which
 * event answers which command. @throws SippError `refused` for what SIPp would misread.
 */
export function encodeCommand(callId: string, command: Command, number: number): Buffer {
  const lines = [`Call-ID: ${checkedCallId(callId)}`, `Do: ${token(command.name, 'command')}`, `Seq: ${number}`];
  for (const [name, value] of Object.entries(command.fields ?? {})) {
    lines.push(`${token(name, 'field')}: ${oneLine(name, String(value))}`);
  }
  const text = `${lines.join('\r\n')}\r\n\r\n${command.body ?? ''}`;
  // SIPp looks for this anywhere in a command, and aborts the call.
  if (text.includes('internal-cmd:'))
    throw refused('A command contains "internal-cmd:", which SIPp takes for its own.');
  if (text.includes('\u001b') || text.includes('\0')) {
    throw refused(`The command \`${command.name}\` contains a byte 0x1B or 0x00, which ends it for SIPp.`);
  }
  return frame(text);
}

/** SIPp's own command to give a call up: nothing goes out on the wire, later messages of the call are ignored. */
export function encodeAbort(callId: string): Buffer {
  return frame(`call-id: ${checkedCallId(callId)}\r\ninternal-cmd: abort_call\r\n\r\n`);
}

function frame(text: string): Buffer {
  const bytes = Buffer.from(`${text}\u001b`);
  if (bytes.length > LONGEST_COMMAND) {
    throw refused(`A command of ${bytes.length} bytes would end SIPp; at most ${LONGEST_COMMAND} are sent.`);
  }
  return bytes;
}

/** @throws SippError `refused` where SIPp would take another Call-ID than the one given. */
export function checkedCallId(callId: string): string {
  if (!/^[\x21-\x7e]+$/.test(callId)) throw refused(`Not a Call-ID: ${JSON.stringify(callId)}.`);
  if (callId.includes('///')) {
    throw refused(`The Call-ID ${callId} contains "///", before which SIPp drops everything.`);
  }
  return callId;
}

function token(text: string, what: string): string {
  if (!TOKEN.test(text)) throw refused(`Not a name of a ${what}: ${JSON.stringify(text)}.`);
  return text;
}

function oneLine(name: string, value: string): string {
  if (/[\r\n]/.test(value)) throw refused(`The field \`${name}\` has more than one line: ${JSON.stringify(value)}.`);
  return value;
}

function refused(what: string): SippError {
  return new SippError('refused', what);
}

/** What one frame of the twin socket says. */
export type TwinMessage =
  | { readonly kind: 'event'; readonly event: SippEvent }
  | { readonly kind: 'abort'; readonly callId: string }
  | { readonly kind: 'unreadable'; readonly raw: string };

/** Cuts a stream of bytes, in whatever pieces it comes, into frames. */
export function frameReader(onFrame: (text: string) => void): (bytes: Buffer) => void {
  let pieces: Buffer[] = [];
  return (bytes) => {
    let from = 0;
    for (let end = bytes.indexOf(ESCAPE); end !== -1; end = bytes.indexOf(ESCAPE, from)) {
      const last = bytes.subarray(from, end);
      const text = (pieces.length === 0 ? last : Buffer.concat([...pieces, last])).toString('utf8');
      pieces = [];
      from = end + 1;
      onFrame(text);
    }
    if (from < bytes.length) pieces.push(bytes.subarray(from));
  };
}

/** Reads one frame. Line ends may be CR LF or LF. */
export function readFrame(raw: string, at: number): TwinMessage {
  const [head = '', ...rest] = raw.replace(/^[\r\n]+/, '').split(/\r?\n\r?\n/);
  const fields: Record<string, string> = {};
  for (const line of head.split(/\r?\n/)) {
    const colon = line.indexOf(':');
    if (colon < 1) continue;
    const name = line.slice(0, colon).trim().toLowerCase();
    fields[name] ??= line.slice(colon + 1).trim();
  }
  const callId = fields['call-id'];
  if (callId === undefined || callId === '') return { kind: 'unreadable', raw };
  if (fields['internal-cmd'] === 'abort_call') return { kind: 'abort', callId };
  // SIPp ends lines with CR LF whatever the scenario has, so the empty lines inside the body are given back as such.
  const body = rest.join('\r\n\r\n').replace(/[\r\n]+$/, '');
  return { kind: 'event', event: { callId, name: fields['event'] ?? '', fields, body, raw, at } };
}
