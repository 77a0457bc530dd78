/** A SIP message as a value (RFC 3261 section 7). Text is held as strings that give back the octets they came from, see octets.ts. */

export interface HeaderField {
  /** The long name in its usual spelling where the field is a known one (`v` and `VIA` are `Via`), else as written. */
  readonly name: string;
  /** Unfolded, without white space at either end. */
  readonly value: string;
  /** The whole field as it was received, folds included, without its last line end. Left out when `name: value` is just that. */
  readonly raw?: string;
}

/** Whatever a received message does differently from how we would write it. Left out when there is nothing. */
export interface WireForm {
  /** The SIP version in another spelling than `SIP/2.0` (it is case-insensitive, 7.1). */
  readonly version?: string;
  /** Lines end with a bare LF. */
  readonly lineEnd?: '\n';
  /** The datagram ended right after the last header field, without the empty line. */
  readonly unended?: true;
  /** The status line ends with the code, without the space that comes before a reason. */
  readonly unspaced?: true;
  /** There is no Content-Length: the body is the rest of the datagram (18.3). */
  readonly unsized?: true;
}

export interface SipRequest {
  readonly kind: 'request';
  readonly method: string;
  readonly uri: string;
  readonly headers: readonly HeaderField[];
  readonly body: Uint8Array;
  readonly wire?: WireForm;
}

export interface SipResponse {
  readonly kind: 'response';
  /** 100-699 */
  readonly status: number;
  readonly reason: string;
  readonly headers: readonly HeaderField[];
  readonly body: Uint8Array;
  readonly wire?: WireForm;
}

export type SipMessage = SipRequest | SipResponse;

export const EMPTY_BODY: Uint8Array = new Uint8Array(0);
