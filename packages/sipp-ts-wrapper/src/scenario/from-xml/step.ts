import type { Common, Duration, Message, Recv } from '../step.ts';
import { tidy } from '../text.ts';
import { actionFrom } from './action.ts';
import { distributionFrom } from './distribution.ts';
import { Fields } from './fields.ts';
import { present } from './present.ts';

/** The step that an element stands for. */
export function messageFrom(fields: Fields, decodes: boolean): Message {
  const kind = fields.element.name;
  const shared = { ...common(fields), ...actions(fields, decodes) };
  switch (kind) {
    case 'send':
      return {
        kind,
        text: textOf(fields),
        ...present({
          retrans: fields.number('retrans'),
          timeout: fields.number('timeout'),
          onTimeout: fields.text('ontimeout'),
          startTxn: fields.text('start_txn'),
          ackTxn: fields.text('ack_txn'),
        }),
        ...shared,
      };
    case 'recv':
      return { ...recv(fields), ...shared };
    case 'sendCmd':
      return { kind, text: textOf(fields), ...present({ dest: fields.text('dest') }), ...shared };
    case 'recvCmd':
      return { kind, ...present({ optional: optional(fields), src: fields.text('src') }), ...shared };
    case 'nop':
      return { kind, ...shared };
    case 'pause':
      return {
        kind,
        duration: duration(fields),
        ...present({ sanityCheck: fields.boolean('sanity_check') }),
        ...shared,
      };
    case 'timewait':
      return { kind, duration: duration(fields), ...shared };
    default:
      return fields.fail(`There is no element <${kind}> in a scenario`, 'SIPp ends at it: "Unknown element".');
  }
}

/** What stands in the CDATA of an element. */
export function textOf(fields: Fields): string {
  const { name, cdata } = fields.element;
  if (cdata === undefined) return fields.fail(`<${name}> has no CDATA`, 'Write its text in <![CDATA[...]]>.');
  return tidy(cdata).replaceAll(/\]\]\\x3E/gi, ']]>');
}

function recv(fields: Fields): Recv {
  const options = present({
    optional: optional(fields),
    advanceState: fields.boolean('advance_state'),
    timeout: fields.number('timeout'),
    onTimeout: fields.text('ontimeout'),
    rrs: fields.boolean('rrs'),
    auth: fields.boolean('auth'),
  });
  if (fields.has('response') && fields.has('request')) {
    fields.failAt('request', 'It waits for a request and a response', 'SIPp takes the request only: make two of it.');
  }
  if (!fields.has('response')) {
    const regexpMatch = fields.boolean('regexp_match');
    return { kind: 'recv', request: fields.needed('request'), ...present({ regexpMatch }), ...options };
  }
  const responseTxn = fields.text('response_txn');
  return { kind: 'recv', response: fields.neededNumber('response'), ...present({ responseTxn }), ...options };
}

function optional(fields: Fields): true | 'global' | undefined {
  const value = fields.one('optional', ['true', 'false', 'global']);
  return value === 'global' ? 'global' : value === 'true' || undefined;
}

function duration(fields: Fields): Duration {
  const variable = fields.text('variable');
  if (variable !== undefined) return { variable };
  return distributionFrom(fields) ?? fields.number('milliseconds') ?? 'default';
}

function common(fields: Fields): Common {
  return present({
    next: fields.text('next'),
    test: fields.text('test'),
    chance: fields.number('chance'),
    condexec: fields.text('condexec'),
    condexecInverse: fields.boolean('condexec_inverse'),
    counter: fields.text('counter'),
    startRtd: fields.text('start_rtd'),
    rtd: fields.text('rtd'),
    repeatRtd: fields.boolean('repeat_rtd'),
    lost: fields.number('lost'),
    crlf: fields.text('crlf') === undefined ? undefined : true,
    hide: fields.boolean('hide'),
    display: fields.text('display'),
    ignoreSdp: fields.boolean('ignoresdp'),
  });
}

/** SIPp reads the first child, if it is `<action>`. */
function actions({ element }: Fields, decodes: boolean): Pick<Common, 'actions'> {
  const [first, second] = element.children;
  if (first === undefined) return {};
  const wrong = first.name === 'action' ? second : first;
  if (wrong !== undefined) {
    new Fields(wrong, decodes).fail(
      `<${wrong.name}> in <${element.name}>`,
      'There is one <action> in a step: SIPp overlooks all else.',
    );
  }
  new Fields(first, decodes).finish();
  return {
    actions: first.children.map((child) => {
      const fields = new Fields(child, decodes);
      const action = actionFrom(fields);
      fields.finish();
      return action;
    }),
  };
}
