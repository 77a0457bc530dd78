import type { IncomingRequest } from '../sip/endpoint.ts';
import { toTag } from '../sip/fields/tags.ts';
import { buildResponse } from '../sip/message/build.ts';
import { newTag } from '../sip/token.ts';

/** Answers a request that makes no dialog; the To of the answer gets a tag (RFC 3261 8.2.6.2). */
export function answer(
  incoming: IncomingRequest,
  status: number,
  options: { readonly reason?: string | undefined; readonly headers?: ReadonlyArray<readonly [string, string]> } = {},
): void {
  const { request } = incoming;
  incoming.respond(
    buildResponse(request, status, options.reason, {
      ...(toTag(request) === undefined && status > 100 && { toTag: newTag() }),
      ...(options.headers && { headers: options.headers }),
    }),
  );
}
