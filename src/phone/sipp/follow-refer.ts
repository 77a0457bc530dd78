import { parseNameAddr } from '../../sip/fields/name-addr.ts';
import { cseq } from '../../sip/fields/cseq.ts';
import { header } from '../../sip/message/headers.ts';
import type { SipRequest } from '../../sip/message/message.ts';
import { formatSipfrag } from '../../sip/sipfrag.ts';
import { parseUri } from '../../sip/uri.ts';
import { follow } from '../referral.ts';
import type { SipAddress } from '../../candidate/sip-address.ts';
import type { DialResult } from '../phone.ts';
import type { SippLeg } from './sipp-leg.ts';

export interface Referred {
  readonly uri: string;
  readonly next: SipAddress;
  readonly replaces: string | undefined;
  readonly referredBy: string | undefined;
  readonly within: number;
}

/** Follows a REFER of the peer that SIPp has accepted (RFC 5589), and tells the peer how it went. */
export async function followRefer(
  leg: SippLeg,
  request: SipRequest,
  home: SipAddress | undefined,
  dial: (call: Referred) => Promise<DialResult>,
): Promise<void> {
  leg.followed += 1;
  const event = leg.followed > 1 ? `refer;id=${cseq(request)?.seq ?? 0}` : 'refer';
  let told: Promise<void> = Promise.resolve();
  const tell = (status: number, reason: string): void => {
    told = told.then(() => leg.notify(event, status, formatSipfrag({ status, reason })));
    // A failure is heard of at the end; until then it must not count as unheard, which ends the process.
    told.catch(() => undefined);
  };
  const raw = parseNameAddr(header(request, 'Refer-To') ?? '')?.uri ?? '';
  const uri = parseUri(raw);
  if (uri === undefined) tell(400, 'Bad Refer-To');
  else {
    const replaces = uri.headers.find(([name]) => name.toLowerCase() === 'replaces')?.[1];
    const referredBy = header(request, 'Referred-By');
    const notifier = { trying: () => tell(100, 'Trying'), notify: tell };
    const refer = {
      referTo: { uri, raw, ...(replaces === undefined ? {} : { replaces }) },
      ...(referredBy === undefined ? {} : { referredBy }),
      accept: () => notifier,
      reject: () => tell(603, 'Decline'),
    };
    await follow(refer, home, ({ uri: to, next, within }) => dial({ uri: to, next, within, replaces, referredBy }));
  }
  await told;
}
