import type { Reply } from './phone.ts';

/**
 * Addresses and dialog names that phones are given may come from a peer, who can hide a line end in a URI or in XML.
 * It would end the header field that it gets into, so nothing is sent then.
 */
export function unsendable(...texts: readonly string[]): Extract<Reply, { kind: 'unreachable' }> | undefined {
  const bad = texts.find((text) => /[\r\n]/.test(text));
  return bad === undefined ? undefined : { kind: 'unreachable', why: `a line end in ${JSON.stringify(bad)}` };
}
