/** To which calls of the scenario a dialog belongs, as the actions of the driver tell. Pure. */
import type { ActionEvent, HistoryEvent } from '../../history/event.ts';
import type { ShownMessage } from './shown-message.ts';

/** Names of calls by Call-ID. */
export type Calls = ReadonlyMap<string, ReadonlySet<string>>;

/**
 * An action names the dialog of the party that acts. An INVITE that comes to a party of the action while it is under way is
 * the other leg of the call: a back-to-back user agent gives it a Call-ID of its own.
 */
export function callsOf(events: readonly HistoryEvent[], messages: readonly ShownMessage[]): Calls {
  const calls = new Map<string, Set<string>>();
  const add = (id: string, call: string): void => {
    calls.set(id, (calls.get(id) ?? new Set()).add(call));
  };
  const underWay = new Map<string, ActionEvent & { readonly call: string }>();
  const invites = new Map(messages.map((message) => [message.event.n, message]));
  for (const event of events) {
    const message = invites.get(event.n);
    if (event.kind === 'action' && event.call !== undefined) {
      for (const id of [event.callId, ...(event.callIds ?? [])]) if (id !== undefined) add(id, event.call);
      if (event.state === 'asked') underWay.set(event.id, { ...event, call: event.call });
      else underWay.delete(event.id);
    } else if (event.kind === 'sip' && event.direction === 'in' && message?.callId !== undefined) {
      if (message.method !== 'INVITE' || message.status !== undefined || calls.has(message.callId)) continue;
      for (const { by, to, call } of underWay.values()) {
        if (event.tap === by || event.tap === to) add(message.callId, call);
      }
    }
  }
  return calls;
}
