import { describe, expect, test } from '@jest/globals';
import { dialogFromUac, type Dialog } from '../../../src/sip/dialog/dialog.ts';
import { ackFor, inDialogRequest } from '../../../src/sip/dialog/request.ts';
import { header, headerValues, withHeader } from '../../../src/sip/message/headers.ts';
import { invite, ok } from './messages.ts';

const dialog = dialogFromUac(invite(), ok(invite()));

function routedBy(routeSet: readonly string[], remoteTarget = dialog.remoteTarget): Dialog {
  return { ...dialog, routeSet, remoteTarget };
}

describe('a request in a dialog', () => {
  test('has the next number, the tags of the dialog and the target as its Request-URI', () => {
    const [next, bye] = inDialogRequest(dialog, 'BYE');
    expect(bye.uri).toBe('sip:bob@127.0.0.1:5080');
    expect(header(bye, 'From')).toBe('<sip:alice@atlanta.example>;tag=a1');
    expect(header(bye, 'To')).toBe('<sip:bob@biloxi.example>;tag=b1');
    expect(header(bye, 'Call-ID')).toBe('call-1');
    expect(header(bye, 'CSeq')).toBe('8 BYE');
    expect(header(inDialogRequest(next, 'BYE')[1], 'CSeq')).toBe('9 BYE');
    expect(dialog.localSeq).toBe(7);
  });

  test('leaves out an empty tag', () => {
    expect(header(inDialogRequest({ ...dialog, remoteTag: '' }, 'BYE')[1], 'To')).toBe('<sip:bob@biloxi.example>');
  });

  test('carries the route set behind loose routers', () => {
    const [, bye] = inDialogRequest(routedBy(['<sip:p1@127.0.0.1;lr>', '<sip:p2@127.0.0.2;lr>']), 'BYE');
    expect(bye.uri).toBe('sip:bob@127.0.0.1:5080');
    expect(headerValues(bye, 'Route')).toEqual(['<sip:p1@127.0.0.1;lr>', '<sip:p2@127.0.0.2;lr>']);
  });

  test('names a strict router in the Request-URI and the target at the end of the route', () => {
    const [, bye] = inDialogRequest(routedBy(['<sip:p1@127.0.0.1;method=BYE>', '<sip:p2@127.0.0.2;lr>']), 'BYE');
    expect(bye.uri).toBe('sip:p1@127.0.0.1');
    expect(headerValues(bye, 'Route')).toEqual(['<sip:p2@127.0.0.2;lr>', '<sip:bob@127.0.0.1:5080>']);
  });

  test('keeps header fields of the target out of the Request-URI', () => {
    const [, bye] = inDialogRequest(routedBy([], 'sip:bob@127.0.0.1?Subject=hello'), 'BYE');
    expect(bye.uri).toBe('sip:bob@127.0.0.1');
  });

  test('uses a target that is no SIP URI as it is', () => {
    expect(inDialogRequest(routedBy([], 'tel:+1234'), 'BYE')[1].uri).toBe('tel:+1234');
  });
});

describe('an ACK for a 2xx', () => {
  test('has the number of the INVITE and its credentials', () => {
    const challenged = withHeader(invite(), 'Proxy-Authorization', 'Digest realm="park"');
    const ack = ackFor(dialog, challenged);
    expect(header(ack, 'CSeq')).toBe('7 ACK');
    expect(header(ack, 'Proxy-Authorization')).toBe('Digest realm="park"');
    expect(ack.uri).toBe('sip:bob@127.0.0.1:5080');
  });
});
