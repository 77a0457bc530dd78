import type { HistoryEvent } from '../../history/event.ts';

/** Addresses of the phones, `127.0.0.1:40001`. */
export function phonesIn(events: readonly HistoryEvent[]): ReadonlySet<string> {
  return new Set(events.flatMap((event) => (event.kind === 'sip' ? [hostPort(event.local)] : [])));
}

/** Whether an address, as it stands in `remote` of a message, is that of a phone. */
export function isPhone(phones: ReadonlySet<string>, address: string): boolean {
  return phones.has(hostPort(address));
}

function hostPort(address: string): string {
  return address.slice(address.indexOf(':') + 1);
}
