/** Subscription-State of a NOTIFY (RFC 6665 8.4). */
import { isToken, trim, unquote } from '../message/basic-rules.ts';
import { formatParams, type Params, parseParams } from './params.ts';

export interface SubscriptionState {
  /** Lower case: `active`, `pending`, `terminated`, or an extension. */
  readonly state: string;
  /** Why it was terminated, lower case: `noresource`, `timeout`, … */
  readonly reason?: string;
  /** seconds */
  readonly expires?: number;
  /** seconds */
  readonly retryAfter?: number;
}

export function parseSubscriptionState(text: string): SubscriptionState | undefined {
  const semicolon = text.indexOf(';');
  const state = trim(semicolon < 0 ? text : text.slice(0, semicolon)).toLowerCase();
  const params = semicolon < 0 ? parseParams('') : parseParams(text, semicolon);
  if (!isToken(state) || params === undefined) return undefined;
  const reason = params.get('reason');
  const expires = seconds(params, 'expires');
  const retryAfter = seconds(params, 'retry-after');
  return {
    state,
    ...(reason === undefined ? {} : { reason: unquote(reason).toLowerCase() }),
    ...(expires === undefined ? {} : { expires }),
    ...(retryAfter === undefined ? {} : { retryAfter }),
  };
}

export function formatSubscriptionState(state: SubscriptionState): string {
  const params = new Map<string, string>();
  if (state.reason !== undefined) params.set('reason', state.reason);
  if (state.expires !== undefined) params.set('expires', String(state.expires));
  if (state.retryAfter !== undefined) params.set('retry-after', String(state.retryAfter));
  return `${state.state}${formatParams(params)}`;
}

function seconds(params: Params, name: string): number | undefined {
  const value = params.get(name);
  return value !== undefined && /^[0-9]{1,10}$/.test(value) ? Number(value) : undefined;
}
