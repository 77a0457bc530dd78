/** The descriptions of a new dialog, and whether they lead the sound of the party through the pool. */
import { expect, test } from '@jest/globals';
import { describeDialog } from '../../../src/reference/describe-dialog.ts';

type Parts = Parameters<typeof describeDialog>[0];

function pool(media: 'anchored' | 'direct', callHost: string) {
  const troubles: string[] = [];
  const at = (host: string) => ({ transport: 'udp', host, port: 5060 }) as const;
  const parts = {
    settings: { media },
    endpoint: { address: at('127.0.0.1') },
    callAddress: () => at(callHost),
    trouble: (what: string) => void troubles.push(what),
  } as unknown as Parts;
  return { parts, troubles };
}

test('anchored media come in at a port of the host to which calls lead', async () => {
  const { parts, troubles } = pool('anchored', '127.0.0.2');
  const made = await describeDialog(parts);
  expect([made.relay?.place.host, made.next().address, troubles]).toEqual(['127.0.0.2', '127.0.0.1', []]);
  made.end();
});

test('direct media have none', async () => {
  expect((await describeDialog(pool('direct', '127.0.0.2').parts)).relay).toBeUndefined();
});

test('where no port can be had, that is told, and the sound goes from phone to phone', async () => {
  const { parts, troubles } = pool('anchored', '192.0.2.1');
  expect([(await describeDialog(parts)).relay, troubles]).toEqual([undefined, ['no port for the sound of a party']]);
});
