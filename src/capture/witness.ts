/**
 * Holds what the phones have recorded against what a capture of their network has seen: two records of the same messages
 * by different means. What a phone was sent and never read, for want of room in its socket, shows nowhere else.
 */
import { createHash } from 'node:crypto';
import type { SipEvent } from '../history/event.ts';
import type { CapturedMessage } from './sip-reader.ts';
import { hostPort } from '../numeric-host.ts';

export interface Comparison {
  /** Messages that both have. */
  readonly agreed: number;
  /** Recorded as sent, and never seen: nobody answers for the address of a pool that is gone. */
  readonly unsent: number;
  /** Recorded as received, and not seen. */
  readonly unseen: readonly string[];
  /** Seen on the way to a phone that has read something later, and not recorded. */
  readonly lost: readonly string[];
  /** Seen on the way from a phone, and not recorded. */
  readonly untold: readonly string[];
}

interface Seen {
  readonly key: string;
  /** Sender, start line and receiver, for people. */
  readonly told: string;
  readonly from: string;
  readonly to: string;
}

export class Witness {
  readonly #isPeer: (host: string) => boolean;
  readonly #seen: Seen[] = [];
  readonly #recorded: Array<Seen & Pick<SipEvent, 'direction' | 'local'>> = [];

  /** @param isPeer  whether what goes to this host, or comes from it, has to pass the network that is captured */
  constructor(isPeer: (host: string) => boolean) {
    this.#isPeer = isPeer;
  }

  see({ transport, source, destination, bytes }: CapturedMessage): void {
    const from = `${transport}:${hostPort(source.host, source.port)}`;
    const to = `${transport}:${hostPort(destination.host, destination.port)}`;
    if (this.#isPeer(source.host) !== this.#isPeer(destination.host)) this.#seen.push(seenAs(from, to, bytes));
  }

  hear({ direction, local, remote, text, encoding }: SipEvent): void {
    // Nobody but its ends reads what goes over TLS.
    if (!this.#isPeer(hostOf(remote)) || remote.startsWith('tls:')) return;
    const [from, to] = direction === 'in' ? [remote, local] : [local, remote];
    this.#recorded.push({ ...seenAs(from, to, Buffer.from(text, encoding ?? 'utf8')), direction, local });
  }

  compare(): Comparison {
    const open = new Map<string, number>();
    for (const { key } of this.#seen) open.set(key, (open.get(key) ?? 0) + 1);
    const [unmatched, unseen] = [{ out: 0, in: 0 }, [] as string[]];
    const matched = new Map<string, number>();
    for (const { key, direction, told } of this.#recorded) {
      const left = open.get(key) ?? 0;
      if (left > 0) {
        open.set(key, left - 1);
        matched.set(key, (matched.get(key) ?? 0) + 1);
      } else {
        unmatched[direction] += 1;
        if (direction === 'in') unseen.push(told);
      }
    }
    // A connection loses nothing, and is not told apart from others of this machine.
    const sockets = new Set(this.#recorded.map(({ local }) => local).filter((local) => local.startsWith('udp:')));
    const [lost, untold] = [[] as string[], [] as string[]];
    const waiting = new Map<string, string[]>();
    for (const { key, told, from, to } of this.#seen) {
      const left = matched.get(key) ?? 0;
      if (left > 0) {
        matched.set(key, left - 1);
        // A socket is read in the order in which it was written to.
        lost.push(...(waiting.get(to) ?? []));
        waiting.delete(to);
      } else if (sockets.has(from)) {
        untold.push(told);
      } else if (sockets.has(to)) {
        waiting.set(to, [...(waiting.get(to) ?? []), told]);
      }
    }
    return {
      agreed: this.#recorded.length - unmatched.in - unmatched.out,
      unsent: unmatched.out,
      unseen,
      lost,
      untold,
    };
  }
}

function seenAs(from: string, to: string, bytes: Uint8Array): Seen {
  const [line = ''] = Buffer.from(bytes.subarray(0, 200)).toString('latin1').split(/\r?\n/, 1);
  const digest = createHash('sha1').update(bytes).digest('base64');
  return { key: `${ends(from, to)} ${digest}`, told: `\`${line}\` from ${from} to ${to}`, from, to };
}

/** Of a connection that a phone has opened, the history names the port it listens at: hosts alone tell it then. */
function ends(from: string, to: string): string {
  return from.startsWith('udp:') ? `${from} ${to}` : `${hostOf(from)} ${hostOf(to)}`;
}

/** `udp:198.18.0.2:5060` → `198.18.0.2` */
function hostOf(address: string): string {
  return address.slice(address.indexOf(':') + 1, address.lastIndexOf(':')).replace(/^\[|\]$/g, '');
}
