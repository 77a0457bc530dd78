/** The form of the edge of a candidate, and of what tells a pool behind it. */
import { z } from 'zod';
import { parsePoolAddress, POOL_ADDRESS } from './pool-address.ts';
import { dockerForm, processForm } from './start-schema.ts';

const HEADER = /^[A-Za-z0-9!%*_+`'~.-]+$/;
const text = z.string().trim().min(1, 'must not be empty');

export const edgeForm = z
  .strictObject({
    sip: z
      .string()
      .refine(
        isAddress,
        'the address of an edge is udp or tcp, a colon, and a port or auto, or with `runtime: remote` a host and its port: udp:5060, tcp:auto, udp:10.0.0.5:5060',
      )
      .meta({ pattern: POOL_ADDRESS.source })
      .describe('where the edge listens, such as udp:5060, udp:auto to have a port chosen, or udp:10.0.0.5:5060'),
    'shared-address': z
      .literal(true, 'true, or leave it out')
      .optional()
      .describe('the address is that of one pool at a time, and moves: both pools may have the same orbits'),
    process: processForm.optional().describe('how the edge is started: process: { command: [my-proxy, "${sip}"] }'),
    docker: dockerForm.optional().describe('what the edge is a container of: docker: { image: my/proxy }'),
  })
  .describe('the proxy in front of both pools: the only address that the phones know');

export const knownBy = z
  .strictObject({ header: text.regex(HEADER, 'the name of a header, such as Server'), contains: text })
  .optional()
  .describe('what a message that this pool has written says: known-by: { header: Server, contains: pool-a }');

/** Phones have no certificate to know an edge by. */
function isAddress(sip: string): boolean {
  const address = parsePoolAddress(sip);
  return address !== undefined && address.transport !== 'tls';
}
