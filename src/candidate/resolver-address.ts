/** Where a DNS server is, as a candidate file writes it: `10.0.0.53`, `127.0.0.1:5353`, `[2001:db8::53]:53`. Pure. */
import { numericHost } from '../numeric-host.ts';

/** The port of DNS (RFC 1035 4.2.1). */
const PORT = 53;
const MOST_PORT = 65_535;
const SHAPE = /^(?:\[([0-9A-Fa-f:.]+)\]|([0-9.]+))(?::(\d{1,5}))?$/;

/** Undefined for anything else. An IPv6 address may stand without brackets where no port follows. */
export function parseResolver(text: string): { readonly host: string; readonly port: number } | undefined {
  const [, six, four, written] = SHAPE.exec(text) ?? [];
  const host = numericHost(six ?? four ?? text);
  const port = Number(written ?? PORT);
  return host === undefined || port < 1 || port > MOST_PORT ? undefined : { host, port };
}
