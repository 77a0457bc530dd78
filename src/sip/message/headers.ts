/** Reading and changing the header fields of a message. Names are case-insensitive and may be compact; messages are never changed in place. */
import { splitList } from './basic-rules.ts';
import type { HeaderField, SipMessage } from './message.ts';
import { canonicalName, isListName, sameName } from './names.ts';

/** The first value of the first field of that name: for a list field its first member. */
export function header(message: SipMessage, name: string): string | undefined {
  const wanted = canonicalName(name);
  const first = message.headers.find((each) => sameName(each.name, wanted));
  if (first === undefined) return undefined;
  return isListName(wanted) ? splitList(first.value)[0] : first.value;
}

/** All values of all fields of that name, in order; list fields are cut at their commas. */
export function headerValues(message: SipMessage, name: string): string[] {
  const wanted = canonicalName(name);
  const values: string[] = [];
  for (const { name: found, value } of message.headers) {
    if (!sameName(found, wanted)) continue;
    if (isListName(wanted)) values.push(...splitList(value).filter((member) => member !== ''));
    else values.push(value);
  }
  return values;
}

/** Puts one field of that name in the place of all, or at the end. */
export function withHeader<M extends SipMessage>(message: M, name: string, value: string): M {
  const at = message.headers.findIndex((each) => sameName(each.name, name));
  if (at < 0) return withAppended(message, name, value);
  const rest = message.headers.slice(at + 1).filter((each) => !sameName(each.name, name));
  return withFields(message, [...message.headers.slice(0, at), field(name, value), ...rest]);
}

/** Adds a field after the last one of that name, or at the end. */
export function withAppended<M extends SipMessage>(message: M, name: string, value: string): M {
  const last = message.headers.findLastIndex((each) => sameName(each.name, name));
  const at = last < 0 ? message.headers.length : last + 1;
  return withFields(message, message.headers.toSpliced(at, 0, field(name, value)));
}

/** Adds a field before the first one of that name, or on top. */
export function withPrepended<M extends SipMessage>(message: M, name: string, value: string): M {
  const first = message.headers.findIndex((each) => sameName(each.name, name));
  return withFields(message, message.headers.toSpliced(Math.max(first, 0), 0, field(name, value)));
}

export function withoutHeader<M extends SipMessage>(message: M, name: string): M {
  return withFields(
    message,
    message.headers.filter((each) => !sameName(each.name, name)),
  );
}

/** Takes away what `header` returns: of a list field only its first member. */
export function withoutFirst<M extends SipMessage>(message: M, name: string): M {
  const wanted = canonicalName(name);
  const at = message.headers.findIndex((each) => sameName(each.name, wanted));
  const first = message.headers[at];
  if (first === undefined) return message;
  const rest = isListName(wanted) ? splitList(first.value).slice(1).join(', ') : '';
  const replacement = rest === '' ? [] : [field(wanted, rest)];
  return withFields(message, message.headers.toSpliced(at, 1, ...replacement));
}

/** Replaces the body; Content-Length follows when the message is written. */
export function withBody<M extends SipMessage>(message: M, contentType: string, body: Uint8Array): M {
  return withHeader({ ...message, body }, 'Content-Type', contentType);
}

function field(name: string, value: string): HeaderField {
  return { name: canonicalName(name), value };
}

/** A changed message is ours: it gets its empty line, and its Content-Length when it is written. */
function withFields<M extends SipMessage>(message: M, headers: readonly HeaderField[]): M {
  if (message.wire === undefined) return { ...message, headers };
  const { unended: _unended, unsized: _unsized, ...wire } = message.wire;
  return { ...message, headers, wire };
}
