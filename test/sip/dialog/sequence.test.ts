import { describe, expect, test } from '@jest/globals';
import { dialogFromUac, dialogFromUas } from '../../../src/sip/dialog/dialog.ts';
import { receive, refreshesTarget, refreshTarget } from '../../../src/sip/dialog/sequence.ts';
import { fromAlice, invite, ok } from './messages.ts';

const bobs = dialogFromUas(invite(), ok(invite()));

describe('the numbers of a peer', () => {
  test('may rise by any amount', () => {
    const received = receive(bobs, fromAlice('INFO', 900));
    expect(received).toEqual({ ok: true, dialog: { ...bobs, remoteSeq: 900 } });
  });

  test.each([6, 7])('are refused with 500 when they are not above the last, as %i after 7', (seq) => {
    expect(receive(bobs, fromAlice('INFO', seq))).toEqual({ ok: false, refuse: 500 });
  });

  test('may start anywhere', () => {
    const received = receive({ ...bobs, remoteSeq: undefined }, fromAlice('INFO', 2));
    expect(received).toMatchObject({ ok: true, dialog: { remoteSeq: 2 } });
  });

  test('of an ACK and a CANCEL belong to their INVITE and are let through', () => {
    for (const method of ['ACK', 'CANCEL']) {
      expect(receive(bobs, fromAlice(method, 7))).toEqual({ ok: true, dialog: bobs });
    }
  });
});

describe('a target refresh', () => {
  test('moves the target to the new Contact', () => {
    const moved = fromAlice('UPDATE', 8, [['Contact', '<sip:alice@127.0.0.1:6000>']]);
    expect(refreshTarget(bobs, moved).remoteTarget).toBe('sip:alice@127.0.0.1:6000');
  });

  test('without Contact changes nothing', () => {
    expect(refreshTarget(bobs, fromAlice('UPDATE', 8))).toBe(bobs);
  });

  test('never changes the route set', () => {
    const routed = invite([['Record-Route', '<sip:p1@127.0.0.1;lr>']]);
    const dialog = dialogFromUac(invite(), ok(invite()));
    expect(refreshTarget(dialog, ok(routed)).routeSet).toEqual([]);
  });

  test('is what INVITE, UPDATE, SUBSCRIBE, NOTIFY and REFER do, and no other method', () => {
    const methods = ['INVITE', 'UPDATE', 'SUBSCRIBE', 'NOTIFY', 'REFER', 'BYE', 'INFO', 'OPTIONS', 'ACK'];
    expect(methods.filter(refreshesTarget)).toEqual(['INVITE', 'UPDATE', 'SUBSCRIBE', 'NOTIFY', 'REFER']);
  });
});
