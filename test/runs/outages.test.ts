import { expect, jest, test } from '@jest/globals';
import { compliance, fixture, history, start } from './parkspec.ts';

jest.setTimeout(120_000);

test.each(['stop', 'pause'])('the reference server conforms when the primary goes down by %s', async (outage) => {
  const run = start('--outage', outage, '--cells', 'DR-2*', '--cells', 'DR-11');
  await run.ended;
  expect(compliance(run).cells.flatMap(({ checks }) => checks.filter(({ verdict }) => verdict !== 'pass'))).toEqual([]);
  expect(compliance(run).cells).toHaveLength(4);
});

test('phones go through the outbound proxies that the file names, over UDP and TCP', async () => {
  const run = start(fixture('candidates/reference-as-proxy.yaml'), '--cells', 'DR-11', '--cells', 'DR-S1');
  await run.ended;
  expect(compliance(run).cells.flatMap(({ checks }) => checks.filter(({ verdict }) => verdict !== 'pass'))).toEqual([]);
  expect(compliance(run).cells).toHaveLength(2);
  const asked = history(run, 'DR-S1').filter(({ kind, direction, text }) => {
    return kind === 'sip' && direction === 'out' && /^(REGISTER|INVITE) (?![^]*^To: [^\r]*;tag=)/m.test(String(text));
  });
  const ways = asked.map(
    ({ remote, text }) => `${String(remote).slice(0, 3)} ${/^Route: <.*;lr>/m.test(String(text))}`,
  );
  expect(new Set(ways)).toEqual(new Set(['udp true', 'tcp true']));
});

test('the reference server conforms over TCP', async () => {
  const run = start(fixture('candidates/reference-over-tcp.yaml'), '--cells', 'DR-12', '--cells', 'DR-23');
  await run.ended;
  expect(compliance(run).cells.flatMap(({ checks }) => checks.filter(({ verdict }) => verdict !== 'pass'))).toEqual([]);
  expect(compliance(run).cells).toHaveLength(2);
});
