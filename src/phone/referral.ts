import { addressOr } from '../sip/route.ts';
import { cutUri, type SipUri } from '../sip/uri.ts';
import type { SipAddress } from '../candidate/sip-address.ts';
import type { DialResult } from './phone.ts';

/** How long the call to which a peer refers us may ring: as long as a caller waits for any answer at all, 64·T1. In ms. */
const PATIENCE = 32_000;

export interface ReferredCall {
  readonly uri: string;
  readonly next: SipAddress;
  readonly headers: ReadonlyArray<readonly [name: string, value: string]>;
  readonly within: number;
}

/** A REFER that came in, by whichever phone. */
export interface ReceivedRefer {
  /** `raw` is the URI as it was written, without brackets. */
  readonly referTo: { readonly uri: SipUri; readonly raw: string; readonly replaces?: string };
  readonly referredBy?: string;
  accept(): { trying(): void; notify(status: number, reason: string): void };
  reject(status: number): void;
}

/**
 * Follows a REFER that came in a call (RFC 5589): makes the new call and tells the referrer how it went. Addresses of
 * the domain are reached through `home`; a contact URI is an address by itself.
 */
export async function follow(
  refer: ReceivedRefer,
  home: SipAddress | undefined,
  dial: (call: ReferredCall) => Promise<DialResult>,
): Promise<void> {
  const { uri, raw, replaces } = refer.referTo;
  const next = addressOr(uri, home);
  if ((uri.params.get('method') ?? 'INVITE').toUpperCase() !== 'INVITE' || next === undefined) {
    refer.reject(603);
    return;
  }
  const notifier = refer.accept();
  notifier.trying();
  const result = await dial({
    uri: cutUri(raw, 'method'),
    next,
    headers: [...takeover(replaces), ...referrer(refer.referredBy)],
    within: PATIENCE,
  });
  notifier.notify(...fate(result));
}

/** Of the headers that a URI may ask for only this one is known to be harmless (RFC 3261 19.1.5). */
function takeover(replaces: string | undefined): ReferredCall['headers'] {
  if (replaces === undefined) return [];
  return [
    ['Require', 'replaces'],
    ['Replaces', replaces],
  ];
}

function referrer(referredBy: string | undefined): ReferredCall['headers'] {
  return referredBy === undefined ? [] : [['Referred-By', referredBy]];
}

function fate(result: DialResult): [status: number, reason: string] {
  switch (result.kind) {
    case 'connected':
      return [200, 'OK'];
    case 'answered':
      return [result.status, result.reason];
    case 'silent':
      return [408, 'Request Timeout'];
    case 'unreachable':
      return [503, 'Service Unavailable'];
  }
}
