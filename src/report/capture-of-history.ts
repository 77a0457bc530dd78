/** The SIP messages of a history as a capture file, for Wireshark and what else reads one. */
import { type Passage, PcapWriter } from '../capture/pcap-writer.ts';
import type { HistoryEvent, SipEvent } from '../history/event.ts';
import { familyOf, numericHost } from '../numeric-host.ts';

/**
 * As if the network had been captured: each message once, where it was sent, with the headers of IP and UDP or TCP that fit
 * its addresses; of TLS in the clear. Audio is left out, of which a history holds who was heard and not the packets.
 *
 * @param most  octets; later messages are left out
 */
export function renderCapture(events: readonly HistoryEvent[], most = Number.POSITIVE_INFINITY): Buffer {
  const writer = new PcapWriter();
  const start = startOf(events);
  const phones = new Set(events.flatMap((event) => (event.kind === 'sip' ? [event.local] : [])));
  const parts = [writer.header()];
  let size = 0;
  for (const event of events) {
    // What came from a phone of ours was seen when that phone sent it.
    if (event.kind !== 'sip' || (event.direction === 'in' && phones.has(event.remote))) continue;
    const passage = passageOf(event, start);
    if (passage === undefined) continue;
    const part = writer.write(passage);
    size += part.length;
    if (size > most) break;
    parts.push(part);
  }
  return Buffer.concat(parts);
}

function startOf(events: readonly HistoryEvent[]): number {
  const run = events.find((event) => event.kind === 'run');
  return (run === undefined ? 0 : Date.parse(run.started)) || 0;
}

function passageOf(event: HistoryEvent & SipEvent, start: number): Passage | undefined {
  const [local, remote] = [addressIn(event.local), addressIn(event.remote)];
  if (local === undefined || remote === undefined || familyOf(local.host) !== familyOf(remote.host)) return undefined;
  const [source, destination] = event.direction === 'out' ? [local, remote] : [remote, local];
  const bytes = Buffer.from(event.text, event.encoding ?? 'utf8');
  // The clock of a history may show a moment before its start for what was under way then.
  return { transport: local.transport, at: Math.max(0, start + event.t), source, destination, bytes };
}

/** `udp:127.0.0.1:5060`, `udp:[::1]:5060` */
function addressIn(
  text: string,
): { readonly transport: 'udp' | 'tcp'; readonly host: string; readonly port: number } | undefined {
  const match = /^(udp|tcp|tls):(\d{1,3}(?:\.\d{1,3}){3}|\[[0-9a-f:.]+\]):(\d{1,5})$/i.exec(text);
  const [, transport, written = '', port] = match ?? [];
  const host = numericHost(written);
  if (transport === undefined || host === undefined || Number(port) > 65_535) return undefined;
  // What came over TLS is there as if it had come over TCP: nobody could read it otherwise.
  return { transport: transport === 'udp' ? 'udp' : 'tcp', host, port: Number(port) };
}
