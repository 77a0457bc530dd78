/** The dialog that an INVITE takes over (RFC 3891 6.1), named as its receiver sees it. */
import { splitAt, trim } from '../message/basic-rules.ts';

export interface Replaces {
  readonly callId: string;
  /** The receiver's own tag. */
  readonly toTag: string;
  readonly fromTag: string;
  readonly earlyOnly: boolean;
}

const SEMICOLON = 0x3b;

/** Undefined unless there is exactly one to-tag and exactly one from-tag. */
export function parseReplaces(text: string): Replaces | undefined {
  const [first = '', ...rest] = splitAt(text, SEMICOLON).map(trim);
  const params = rest.map(readParam);
  const toTags = params.filter(([name]) => name === 'to-tag');
  const fromTags = params.filter(([name]) => name === 'from-tag');
  const toTag = toTags[0]?.[1];
  const fromTag = fromTags[0]?.[1];
  if (!isCallId(first) || toTags.length !== 1 || fromTags.length !== 1 || !isTag(toTag) || !isTag(fromTag))
    return undefined;
  return { callId: first, toTag, fromTag, earlyOnly: params.some(([name]) => name === 'early-only') };
}

export function formatReplaces(replaces: {
  readonly callId: string;
  readonly toTag: string;
  readonly fromTag: string;
  readonly earlyOnly?: boolean;
}): string {
  const early = replaces.earlyOnly === true ? ';early-only' : '';
  return `${replaces.callId};to-tag=${replaces.toTag};from-tag=${replaces.fromTag}${early}`;
}

function readParam(text: string): readonly [name: string, value: string] {
  const equals = text.indexOf('=');
  if (equals < 0) return [text.toLowerCase(), ''];
  return [trim(text.slice(0, equals)).toLowerCase(), trim(text.slice(equals + 1))];
}

function isCallId(text: string): boolean {
  return /^[^\s,;]+$/.test(text);
}

/** Opaque, and no more than what `parseParams` takes for a tag. */
function isTag(text: string | undefined): text is string {
  return text !== undefined && /^[^\s",;<>]+$/.test(text);
}
