/**
 * Numeric addresses of hosts: without brackets within the program, in brackets where a text has a port beside them
 * (RFC 3261 25.1, RFC 3986 3.2.2). Pure.
 */
import { isIPv4, isIPv6, SocketAddress } from 'node:net';

/**
 * The address without brackets, spelled as the kernel does (RFC 5952), so that two can be compared by text. Undefined for a name, and for
 * an address with a zone, which means nothing to another machine.
 */
export function numericHost(text: string): string | undefined {
  if (isIPv4(text)) return text;
  const bare = text.startsWith('[') && text.endsWith(']') ? text.slice(1, -1) : text;
  // The grammar of RFC 3261 gives three colons before an embedded IPv4 address: RFC 5118 4.10 asks to accept them.
  const address = /:::\d+\./.test(bare) ? bare.replace(':::', '::') : bare;
  if (address.includes('%') || !isIPv6(address)) return undefined;
  return new SocketAddress({ address, family: 'ipv6' }).address;
}

/** As URIs, Via and files write it: an IPv6 address in brackets. */
export function hostText(host: string): string {
  return host.includes(':') && !host.startsWith('[') ? `[${host}]` : host;
}

/** `127.0.0.1:5060`, `[::1]:5060` */
export function hostPort(host: string, port: number | string): string {
  return `${hostText(host)}:${port}`;
}

/** The same for a host as a message spells it: the same place has the same text. */
export function placeText(host: string, port: number): string {
  return hostPort(numericHost(host) ?? host.toLowerCase(), port);
}

/** Of a numeric address. */
export function familyOf(host: string): 4 | 6 {
  return host.includes(':') ? 6 : 4;
}

/** The type of a UDP socket that reaches the address, or is bound to it. */
export function udpType(host: string): 'udp4' | 'udp6' {
  return `udp${familyOf(host)}`;
}

/** Why a socket that is bound to `local` cannot send to a host; undefined where it can. */
export function unfitHost(host: string, local: string): string | undefined {
  const address = numericHost(host);
  if (address !== undefined && familyOf(address) === familyOf(local)) return undefined;
  return `${host} is no numeric IPv${familyOf(local)} address`;
}

/** The eight groups of an IPv6 address, 0 to 65535. */
export function groupsOf(address: string): readonly number[] {
  const [head = '', tail] = address.split('::');
  const [front, back] = [groupsIn(head), groupsIn(tail ?? '')];
  return [...front, ...Array.from({ length: 8 - front.length - back.length }, () => 0), ...back];
}

/** An IPv4 address at the end is two of them (RFC 4291 2.2). */
function groupsIn(text: string): number[] {
  if (text === '') return [];
  return text.split(':').flatMap((group) => {
    if (!group.includes('.')) return [Number.parseInt(group, 16)];
    const [a = 0, b = 0, c = 0, d = 0] = group.split('.').map(Number);
    return [a * 256 + b, c * 256 + d];
  });
}
