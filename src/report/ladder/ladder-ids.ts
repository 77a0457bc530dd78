/** The fragments that lead into a ladder: `DR-21-e12` to event 12, `DR-21-m12` to its whole message. Pure. */
import type { DrawnRow, LadderLayout } from './ladder-layout.ts';

/** Addresses of what a reader opens from a ladder, or from elsewhere in the page. */
export interface LadderLinks {
  /** Begins every id of the ladder. */
  readonly prefix: string;
  /** The file with the whole messages, as a reference from the page; undefined where they are in the ladder itself. */
  readonly messagesIn?: string | undefined;
}

export const eventId = ({ prefix }: LadderLinks, n: number): string => `${prefix}-e${n}`;
export const messageId = ({ prefix }: LadderLinks, n: number): string => `${prefix}-m${n}`;

/** Where the whole message of an event, or of a fold, is read. */
export function messageHref(links: LadderLinks, n: number): string {
  return `${links.messagesIn ?? ''}#${messageId(links, n)}`;
}

/** The place in the ladder of each event that it draws; of a message, its whole text. */
export function drawnAt(layout: LadderLayout, links: LadderLinks): ReadonlyMap<number, string> {
  return new Map(layout.axis.placed.flatMap(({ row }) => placesOf(row, links)));
}

function placesOf(row: DrawnRow, links: LadderLinks): ReadonlyArray<readonly [number, string]> {
  switch (row.kind) {
    case 'message':
      return row.message.numbers.map((n) => [n, messageHref(links, row.n)]);
    case 'fold':
      return row.messages.flatMap(({ numbers }) => numbers.map((n) => [n, messageHref(links, row.n)] as const));
    case 'band':
      return [[row.n, `#${eventId(links, row.n)}`]];
    case 'reason':
      return [];
  }
}
