import type { Reply } from '../../phone/phone.ts';
import type { HookEnd } from '../dialect.ts';

/** The end of a hook that did not do what it was asked for, as a server would have answered. */
export function hookReply({ outcome, status = 0, words }: HookEnd): Reply {
  switch (outcome) {
    case 'refused':
    case 'done':
      return { kind: 'answered', status, reason: words };
    case 'late':
      return { kind: 'silent' };
    case 'unreachable':
      return { kind: 'unreachable', why: words };
  }
}
