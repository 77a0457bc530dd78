/** Where a URL leads to. Pure. */

/** An address of IPv6 has brackets in a URL alone. */
export function hostOf({ hostname }: URL): string {
  return hostname.replace(/^\[|\]$/g, '');
}

export function portOf({ port, protocol }: URL): number {
  return port === '' ? PORTS[protocol === 'https:' ? 'https' : 'http'] : Number(port);
}

const PORTS = { http: 80, https: 443 } as const;
