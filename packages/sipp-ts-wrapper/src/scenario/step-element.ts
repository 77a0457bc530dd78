import { type Resolve, actionElement } from './action-element.ts';
import { parametersOf } from './distribution.ts';
import { type Attribute, attributes, type Element } from './element.ts';
import type { Duration, Message, Step } from './step.ts';

/** A step as SIPp's XML has it. */
export function stepElement(step: Step, resolve: Resolve): Element {
  if (step.kind === 'label') return { name: 'label', attributes: attributes('text', { id: step.name }) };
  const actions = (step.actions ?? []).map((action) => actionElement(action, resolve));
  return {
    name: step.kind,
    attributes: [...own(step), ...common(step)],
    ...('text' in step ? { cdata: step.text } : {}),
    ...(actions.length === 0 ? {} : { children: [{ name: 'action', attributes: [], children: actions }] }),
  };
}

function own(step: Message): readonly Attribute[] {
  switch (step.kind) {
    case 'send':
      return attributes('raw', {
        retrans: step.retrans,
        timeout: step.timeout,
        ontimeout: step.onTimeout,
        start_txn: step.startTxn,
        ack_txn: step.ackTxn,
      });
    case 'recv':
      return attributes('raw', {
        ...('response' in step && step.response !== undefined
          ? { response: step.response, response_txn: step.responseTxn }
          : { request: step.request, regexp_match: step.regexpMatch }),
        optional: step.optional,
        advance_state: step.advanceState,
        timeout: step.timeout,
        ontimeout: step.onTimeout,
        rrs: step.rrs,
        auth: step.auth,
      });
    case 'sendCmd':
      return attributes('raw', { dest: step.dest });
    case 'recvCmd':
      return attributes('raw', { optional: step.optional, src: step.src });
    case 'nop':
      return [];
    case 'pause':
      return [...duration(step.duration), ...attributes('raw', { sanity_check: step.sanityCheck })];
    case 'timewait':
      return duration(step.duration);
  }
}

function duration(value: Duration): readonly Attribute[] {
  if (value === 'default') return [];
  if (typeof value === 'number') return attributes('raw', { milliseconds: value });
  if ('variable' in value) return attributes('raw', { variable: value.variable });
  return attributes('raw', { distribution: value.kind, ...parametersOf(value) });
}

function common(step: Message): readonly Attribute[] {
  return attributes('raw', {
    next: step.next,
    test: step.test,
    chance: step.chance,
    condexec: step.condexec,
    condexec_inverse: step.condexecInverse,
    counter: step.counter,
    start_rtd: step.startRtd,
    rtd: step.rtd,
    repeat_rtd: step.repeatRtd,
    lost: step.lost,
    // Any value counts as true.
    crlf: step.crlf === true ? true : undefined,
    ignoresdp: step.ignoreSdp,
    hide: step.hide,
    display: step.display,
  });
}
