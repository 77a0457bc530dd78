/** How many calls a phone has at a time; each has a socket of its own. */
import type { Limit } from '../sip/excess.ts';

export const CALLS: Limit = { what: 'calls of one phone at a time', most: 16, outcome: 'refused with 486' };
export const FOLLOWED: Limit = {
  what: 'calls of one phone at a time because of REFERs',
  most: 16,
  outcome: 'declined with 603',
};
