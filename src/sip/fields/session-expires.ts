/** Session-Expires and Min-SE: how long a session lasts without a refresh, and who refreshes it (RFC 4028 4, 5). */
import { header, headerValues } from '../message/headers.ts';
import type { SipMessage } from '../message/message.ts';
import { soundParams } from './params.ts';

export interface SessionExpires {
  /** 1 to 2^32 - 1 */
  readonly seconds: number;
  /** As seen from the request that has the field, or that the response with the field answers. */
  readonly refresher: 'uac' | 'uas' | undefined;
}

/** Undefined where the field is missing or tells no time; a refresher that nobody knows is none. */
export function sessionExpiresOf(message: SipMessage): SessionExpires | undefined {
  const value = header(message, 'Session-Expires');
  const seconds = secondsIn(value);
  if (value === undefined || seconds === undefined) return undefined;
  const refresher = soundParams(value, value.indexOf(';') + 1)
    .get('refresher')
    ?.toLowerCase();
  return { seconds, refresher: refresher === 'uac' || refresher === 'uas' ? refresher : undefined };
}

export function formatSessionExpires({ seconds, refresher }: SessionExpires): string {
  return refresher === undefined ? String(seconds) : `${seconds};refresher=${refresher}`;
}

/** In seconds. */
export function minSeOf(message: SipMessage): number | undefined {
  return secondsIn(header(message, 'Min-SE'));
}

/** True when the sender knows session timers: it supports them, or requires them of us. */
export function supportsTimer(message: SipMessage): boolean {
  const tags = [...headerValues(message, 'Supported'), ...headerValues(message, 'Require')];
  return tags.some((tag) => tag.trim().toLowerCase() === 'timer');
}

/** When a session that nobody has refreshed is ended, in ms after the answer that agreed on it (RFC 4028 10). */
export function lifeOf(seconds: number): number {
  const interval = seconds * 1_000;
  return interval - Math.min(32_000, interval / 3);
}

function secondsIn(value = ''): number | undefined {
  const [, digits = ''] = /^[ \t]*([0-9]{1,10})[ \t]*(?:;|$)/.exec(value) ?? [];
  const seconds = Number(digits);
  return seconds > 0 && seconds < 2 ** 32 ? seconds : undefined;
}
