/** The attribute `crypto` of a session description (RFC 4568 section 9.1): how SRTP is keyed. */
import { MASTER_KEY, MASTER_SALT, type SrtpKey, type SrtpSuite, SUITES } from '../srtp-key.ts';

export interface CryptoLine {
  /** 1 to 9 decimal digits: ties the line of an answer to that of the offer. */
  readonly tag: number;
  readonly key: SrtpKey;
}

/** RFC 4568 section 9.1: words behind the keys. Those that begin so may be passed over (section 6.3.7), or say no more than a hint. */
const HARMLESS = /^(-|WSH=)/i;
const INLINE = /^inline:([A-Za-z0-9+/]{40}={0,2})(?:\|(?:2\^)?[0-9]+)?$/i;
const LINE = /^crypto:\s*([0-9]{1,9})\s+(\S+)\s+(\S+)((?:\s+\S+)*)$/i;

/**
 * The value of an attribute, where it can be used as it is: one master key without an identifier of its own (MKI), of a suite
 * of ours, and no parameter that changes how packets look. Undefined else.
 */
export function readCrypto(value: string): CryptoLine | undefined {
  const [, tag = '', name = '', keys = '', rest = ''] = LINE.exec(value) ?? [];
  const suite = suiteOf(name);
  const [, inline = ''] = INLINE.exec(keys) ?? [];
  const octets = Buffer.from(inline, 'base64');
  if (suite === undefined || octets.length !== MASTER_KEY + MASTER_SALT) return undefined;
  if (rest.split(/\s+/).some((word) => word !== '' && !HARMLESS.test(word))) return undefined;
  return {
    tag: Number(tag),
    key: { suite, key: octets.subarray(0, MASTER_KEY), salt: octets.subarray(MASTER_KEY) },
  };
}

export function formatCrypto({ tag, key }: CryptoLine): string {
  return `crypto:${tag} ${key.suite} inline:${Buffer.concat([key.key, key.salt]).toString('base64')}`;
}

function suiteOf(name: string): SrtpSuite | undefined {
  return SUITES.find((suite) => suite === name.toUpperCase());
}
