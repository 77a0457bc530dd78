import { describe, expect, test } from '@jest/globals';
import {
  dialogFromNotify,
  dialogFromUac,
  dialogFromUas,
  dialogIdOf,
  sameDialog,
} from '../../../src/sip/dialog/dialog.ts';
import { withHeader } from '../../../src/sip/message/headers.ts';
import { fromAlice, invite, ok } from './messages.ts';

const recorded = [
  ['Record-Route', '<sip:p2@127.0.0.2;lr>, <sip:p1@127.0.0.1;lr>'],
  ['Contact', '<sip:bob@127.0.0.1:5080>'],
] as const;

describe('a dialog made by a 2xx', () => {
  test('is seen from the caller with the caller first', () => {
    expect(dialogFromUac(invite(), ok(invite()))).toEqual({
      callId: 'call-1',
      localTag: 'a1',
      remoteTag: 'b1',
      localSeq: 7,
      remoteSeq: undefined,
      localUri: 'sip:alice@atlanta.example',
      remoteUri: 'sip:bob@biloxi.example',
      remoteTarget: 'sip:bob@127.0.0.1:5080',
      routeSet: [],
      secure: false,
    });
  });

  test('is seen from the callee with the callee first', () => {
    expect(dialogFromUas(invite(), ok(invite()))).toEqual({
      callId: 'call-1',
      localTag: 'b1',
      remoteTag: 'a1',
      localSeq: 0,
      remoteSeq: 7,
      localUri: 'sip:bob@biloxi.example',
      remoteUri: 'sip:alice@atlanta.example',
      remoteTarget: 'sip:alice@127.0.0.1:5070',
      routeSet: [],
      secure: false,
    });
  });

  test('has the recorded route turned around at the caller and as it is at the callee', () => {
    const request = invite(recorded.slice(0, 1));
    expect(dialogFromUac(request, ok(request)).routeSet).toEqual(['<sip:p1@127.0.0.1;lr>', '<sip:p2@127.0.0.2;lr>']);
    expect(dialogFromUas(request, ok(request)).routeSet).toEqual(['<sip:p2@127.0.0.2;lr>', '<sip:p1@127.0.0.1;lr>']);
  });

  test('goes to the Request-URI when the peer gave no Contact', () => {
    expect(dialogFromUac(invite(), ok(invite(), [])).remoteTarget).toBe('sip:bob@biloxi.example');
  });

  test('has an empty remote tag when the peer gave none', () => {
    const answer = withHeader(ok(invite()), 'To', '<sip:bob@biloxi.example>');
    expect(dialogFromUac(invite(), answer).remoteTag).toBe('');
  });

  test('is secure when the call was made to a sips URI', () => {
    const request = invite([], 'sips:bob@biloxi.example');
    expect(dialogFromUac(request, ok(request)).secure).toBe(true);
  });
});

describe('a dialog made by a NOTIFY', () => {
  test('takes our tag and number from the request and the rest from the NOTIFY', () => {
    const notify = fromAlice('NOTIFY', 3, [['Contact', '<sip:park@127.0.0.1:5090>']]);
    const subscribe = withHeader(fromAlice('SUBSCRIBE', 12), 'From', '<sip:bob@biloxi.example>;tag=mine');
    expect(dialogFromNotify(subscribe, notify)).toMatchObject({
      localTag: 'mine',
      localSeq: 12,
      remoteTag: 'a1',
      remoteSeq: 3,
      remoteTarget: 'sip:park@127.0.0.1:5090',
    });
  });
});

describe('the name of a dialog', () => {
  test('is the same at both ends, with the tags exchanged', () => {
    const named = dialogIdOf(fromAlice('BYE', 8));
    expect(named).toEqual({ callId: 'call-1', localTag: 'b1', remoteTag: 'a1' });
    expect(sameDialog(dialogFromUas(invite(), ok(invite())), named!)).toBe(true);
    expect(sameDialog(dialogFromUac(invite(), ok(invite())), named!)).toBe(false);
  });

  test('is missing from a request without a To tag', () => {
    expect(dialogIdOf(invite())).toBeUndefined();
  });
});
