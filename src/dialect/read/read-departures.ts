/** Departures from RFC 4235 and RFC 6665 in what a pool shows of its orbits: they harm no party. */
import type { Departure } from '../../judge/evidence/refer-progress.ts';
import type { Seen } from '../../judge/evidence/seen-messages.ts';
import type { DialogInfo } from '../../sip/dialog-info.ts';
import { header } from '../../sip/message/headers.ts';
import type { SipRequest } from '../../sip/message/message.ts';
import { ADVISORIES } from '../../judge/sentences/advisory-words.ts';

/** A document of a subscription, and the NOTIFY that brought it. */
export interface ToldDocument {
  readonly notify: Seen<SipRequest>;
  readonly info: DialogInfo;
}

/** @param documents  of one look-up, in the order in which they came. */
export function departuresOf(subscribe: Seen, documents: readonly ToldDocument[]): readonly Departure[] {
  return [...idsTwice(documents), ...versionsBack(documents), ...leftOpen(subscribe, documents)];
}

function idsTwice(documents: readonly ToldDocument[]): readonly Departure[] {
  const found = documents.find(({ info: { dialogs } }) => new Set(dialogs.map(({ id }) => id)).size < dialogs.length);
  if (found === undefined) return [];
  return [{ ...ADVISORIES.dialogIdsTwice, evidence: [found.notify.n] }];
}

/** One NOTIFY may overtake another on its way, so they are taken in the order of their CSeq. */
function versionsBack(documents: readonly ToldDocument[]): readonly Departure[] {
  const inOrder = documents.toSorted((a, b) => a.notify.seq - b.notify.seq);
  const back = inOrder.find(({ notify, info }, index) => {
    const before = inOrder.slice(0, index).findLast((each) => each.notify.fromTag === notify.fromTag);
    return before !== undefined && info.version <= before.info.version;
  });
  if (back === undefined) return [];
  return [{ ...ADVISORIES.versionsBack, evidence: [back.notify.n] }];
}

/** A poll is a subscription that is over with its NOTIFY. */
function leftOpen({ message }: Seen, documents: readonly ToldDocument[]): readonly Departure[] {
  const last = documents.at(-1);
  if (last === undefined || header(message, 'Expires')?.trim() !== '0') return [];
  if (isOver(last.notify)) return [];
  return [{ ...ADVISORIES.pollLeftOpen, evidence: [last.notify.n] }];
}

function isOver({ message }: Seen): boolean {
  return /^\s*terminated\b/i.test(header(message, 'Subscription-State') ?? '');
}
