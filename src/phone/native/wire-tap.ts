import type { SipEvent } from '../../history/event.ts';
import type { Address, TapRecord } from '../../sip/endpoint.ts';
import type { Party } from '../../spec/cell.ts';

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** What passed a socket of a phone, as the history keeps it: every byte, also of what is no SIP message. */
export function tapped(tap: Party, record: TapRecord): Omit<SipEvent, 'kind'> {
  const { direction, local, remote, bytes } = record;
  return { tap, direction, local: formatAddress(local), remote: formatAddress(remote), ...textOf(bytes) };
}

function formatAddress({ transport, host, port }: Address): string {
  return `${transport}:${host}:${port}`;
}

function textOf(bytes: Uint8Array): Pick<SipEvent, 'text' | 'encoding'> {
  try {
    return { text: utf8.decode(bytes) };
  } catch {
    return { text: Buffer.from(bytes).toString('latin1'), encoding: 'latin1' };
  }
}
