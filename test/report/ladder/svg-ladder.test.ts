import { describe, expect, test } from '@jest/globals';
import type { EventBody, HistoryEvent } from '../../../src/history/event.ts';
import type { CheckVerdict } from '../../../src/judge/verdict.ts';
import { renderLadder } from '../../../src/report/ladder/text-ladder.ts';
import { renderLadderSvg } from '../../../src/report/ladder/svg-ladder.ts';
import { parseXml } from '../../../src/sip/xml.ts';
import { history } from '../history.ts';

const [run, ...rest] = history as [HistoryEvent, ...HistoryEvent[]];
const bob = { tap: 'bob', local: 'udp:127.0.0.1:6002', remote: 'udp:127.0.0.1:5060' } as const;

function sip(direction: 'in' | 'out', method: string, cseq: string, first: string, ...fields: string[]): EventBody {
  const via = `Via: SIP/2.0/UDP 127.0.0.1:6002;branch=z9hG4bK${method}${cseq}`;
  const head = [first, via, 'From: <sip:bob@example.com>;tag=1', 'To: <sip:bob@example.com>', 'Call-ID: c1'];
  const text = [...head, `CSeq: ${cseq} ${method}`, ...fields, 'Content-Length: 0', '', ''].join('\r\n');
  return { kind: 'sip', ...bob, direction, text };
}

const request = (method: string, cseq: string, ...fields: string[]): EventBody =>
  sip('out', method, cseq, `${method} sip:bob@example.com SIP/2.0`, 'Max-Forwards: 70', ...fields);
const response = (method: string, cseq: string, status: string): EventBody =>
  sip('in', method, cseq, `SIP/2.0 ${status}`);

/** A history of these events, one a millisecond unless a time is given. */
function of(...bodies: ReadonlyArray<EventBody | readonly [number, EventBody]>): readonly HistoryEvent[] {
  const timed = bodies.map((one, at) => (Array.isArray(one) ? one : [at + 1, one]) as readonly [number, EventBody]);
  return [run, ...timed.map(([t, body], at) => ({ n: at + 2, t, ...body }))];
}

function check(id: string, verdict: CheckVerdict['verdict'], evidence: readonly number[]): CheckVerdict {
  return { id, verdict, reason: `${id} was ${verdict}`, figures: {}, evidence, advisories: [] };
}

const draw = (events: readonly HistoryEvent[], checks: readonly CheckVerdict[] = []): string =>
  renderLadderSvg(events, checks, { prefix: 'DR-11' });
const arrowOf = (svg: string, n: number): string =>
  new RegExp(`<a id="DR-11-e${n}"[^]*?</a>`).exec(svg)?.[0] ?? `no arrow ${n}`;

describe('the ladder', () => {
  test('is well-formed XML that fetches nothing and runs nothing', () => {
    const svg = draw(history, [check('DR-11/park-refused', 'fail', [8])]);
    expect(parseXml(svg)?.name).toBe('svg');
    expect(svg).not.toMatch(/<script|\son\w+=|href="(?!#)|url\(|@import/);
  });

  test('draws a message between two phones once, where it was sent', () => {
    const svg = draw(history);
    expect(arrowOf(svg, 9)).toContain('bob → alice');
    expect(arrowOf(svg, 10)).toBe('no arrow 10');
  });

  test('marks a message that decided a check where it is drawn, also if the check cites its arrival', () => {
    const svg = draw(history, [check('DR-11/park-refused', 'fail', [10])]);
    expect(arrowOf(svg, 9)).toMatch(/class="[^"]*\bdeciding\b/);
  });

  test('names what matters in a message', () => {
    const svg = draw(
      of(request('REFER', '1', 'Refer-To: <sip:200@example.com>'), response('REFER', '1', '202 Accepted')),
    );
    expect(arrowOf(svg, 2)).toContain('>REFER to 200<');
    expect(arrowOf(svg, 3)).toContain('>202 Accepted (REFER)<');
  });

  test('marks what was sent again, and a request that nobody answered', () => {
    const bye = request('BYE', '7');
    const svg = draw(of(bye, bye, request('OPTIONS', '8'), response('OPTIONS', '8', '200 OK')));
    expect(arrowOf(svg, 2)).toMatch(/class="[^"]*\bunanswered\b/);
    expect(arrowOf(svg, 3)).toContain('sent again');
    expect(arrowOf(svg, 4)).not.toContain('no answer');
    const text = renderLadder(of(bye, bye, request('OPTIONS', '8'), response('OPTIONS', '8', '200 OK')));
    expect(text).toMatch(
      /BYE sip:bob@example\.com ⊘ no answer\n.*BYE sip:bob@example\.com ↻ sent again\n.*OPTIONS sip:bob@example\.com\n/,
    );
  });

  test('does not take the response to another transaction for an answer', () => {
    const svg = draw(of(request('BYE', '7'), response('BYE', '8', '200 OK')));
    expect(arrowOf(svg, 2)).toContain('no answer');
  });

  test('folds registrations, but not one that was refused or that decided a check', () => {
    const accepted = ['1', '2'].flatMap((seq) => [request('REGISTER', seq), response('REGISTER', seq, '200 OK')]);
    const refused = [request('REGISTER', '3'), response('REGISTER', '3', '403 Forbidden')];
    const events = of(...accepted, ...refused);
    const svg = draw(events);
    expect(svg).toContain('Registrations: bob (5 messages)');
    expect(arrowOf(svg, 7)).toContain('403 Forbidden');
    const asked = { kind: 'action', id: 'a1', verb: 'check', check: 'DR-11/registered' } as const;
    const judged = of(...accepted, { ...asked, state: 'asked' }, { ...asked, state: 'done' });
    expect(draw(judged, [check('DR-11/registered', 'fail', [3])])).toContain('id="DR-11-m3"');
  });

  test('opens each whole message without a script', () => {
    const svg = draw(of(request('BYE', '7', 'Reason: <a&b>')));
    expect(arrowOf(svg, 2)).toContain('href="#DR-11-m2"');
    expect(/<foreignObject id="DR-11-m2"[^]*?<\/foreignObject>/.exec(svg)?.[0]).toContain('Reason: &lt;a&amp;b&gt;');
  });

  test('shows the window of each check, its verdict, and why it failed below the event that decided it', () => {
    const svg = draw(history, [check('DR-11/park-refused', 'fail', [8, 11])]);
    expect(svg).toMatch(/<path class="window fail"/);
    expect(svg).toContain('✗ park-refused');
    expect(arrowOf(svg, 11)).toMatch(/class="[^"]*\bdeciding\b/);
    const [decided, reason] = ['id="DR-11-e11"', 'DR-11/park-refused was fail</tspan>'].map((part) =>
      svg.indexOf(part),
    );
    expect(reason).toBeGreaterThan(decided ?? Infinity);
    expect(svg).toContain('around the failure');
  });

  test('says that a long wait is drawn short', () => {
    const svg = draw(of([1, request('BYE', '7')], [4001, response('BYE', '7', '200 OK')]));
    expect(svg).toContain('4.0 s drawn short');
    expect(draw(of([1, request('BYE', '7')], [900, response('BYE', '7', '200 OK')]))).not.toContain('drawn short');
  });

  test('shows who hears whom, and lets one call stand out', () => {
    const media = { kind: 'media', tap: 'bob', leg: 'c1', voice: 'alice' } as const;
    const action = { kind: 'action', id: 'a1', verb: 'call', call: 'A', by: 'bob', to: 'alice', callId: 'c1' } as const;
    const svg = draw(
      of(
        { ...action, state: 'asked' },
        request('INVITE', '1'),
        { ...media, event: 'starts', at: 2 },
        { ...media, event: 'stops', at: 900 },
        [1000, request('BYE', '2')],
      ),
    );
    expect(svg).toContain('bob hears alice from 2 ms to 900 ms');
    expect(svg).toContain('> call A</label>');
    expect(arrowOf(svg, 3)).toContain('call-41');
    expect(svg).toContain('.message:not(.call-41){opacity:');
  });

  test('has a lane for at most six strangers', () => {
    const crowd = Array.from({ length: 40 }, (_, at) => ({
      ...(request('OPTIONS', String(at)) as EventBody & { kind: 'sip' }),
      remote: `udp:10.0.0.${at}:5060`,
    }));
    const heads = draw(of(...crowd)).match(/class="head"/g) ?? [];
    expect(heads.length / 2).toBe(1 + 2 + 6 + 1);
  });

  test('draws any history', () => {
    for (const event of rest) expect(parseXml(draw([run, event]))?.name).toBe('svg');
    expect(parseXml(draw([]))?.name).toBe('svg');
  });
});
