import type { HeaderList } from '../dialog/request.ts';
import type { IncomingRequest } from '../endpoint.ts';
import { toTag } from '../fields/tags.ts';
import { buildResponse } from '../message/build.ts';
import type { SipRequest, SipResponse } from '../message/message.ts';
import { newTag } from '../token.ts';

export interface ReplyOptions {
  readonly reason?: string | undefined;
  readonly headers?: HeaderList | undefined;
  readonly body?: Uint8Array | undefined;
  /** Our tag, for an answer that makes a dialog; otherwise a new one where the request has none. */
  readonly tag?: string | undefined;
}

/** Answers a request and returns the answer. */
export function reply(incoming: IncomingRequest, status: number, options: ReplyOptions = {}): SipResponse {
  const response = answer(incoming.request, status, options);
  incoming.respond(response);
  return response;
}

export function answer(request: SipRequest, status: number, options: ReplyOptions = {}): SipResponse {
  const { reason, headers, body } = options;
  const tag = toTag(request) === undefined && status > 100 ? (options.tag ?? newTag()) : undefined;
  return buildResponse(request, status, reason, {
    ...(tag !== undefined && { toTag: tag }),
    ...(headers && { headers }),
    ...(body && { body }),
  });
}
