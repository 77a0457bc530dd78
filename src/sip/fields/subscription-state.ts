/** Subscription-State of a NOTIFY (RFC 6665 8.4). */
import { isToken, trim, unquote } from '../message/basic-rules.ts';
import { formatParams, type Params, soundParams } from './params.ts';

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

const NO_PARAMS: Params = new Map();

/** The state decides; a parameter that cannot be read is left out (RFC 6665 4.1.3 has a default for each). */
export function parseSubscriptionState(text: string): SubscriptionState | undefined {
  const semicolon = text.indexOf(';');
  const state = trim(semicolon < 0 ? text : text.slice(0, semicolon)).toLowerCase();
  if (!isToken(state)) return undefined;
  const params = semicolon < 0 ? NO_PARAMS : soundParams(text, semicolon);
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
