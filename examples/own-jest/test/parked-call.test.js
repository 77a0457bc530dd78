const { benchFor } = require('parkspec');

// With TypeScript, or on Node 24, `await using bench = await benchFor(…)` closes it by itself.
let bench;
afterEach(() => bench?.close());

test('a parked call ends with its pool, and the next one is parked at the backup', async () => {
  bench = await benchFor(process.env.CANDIDATE);
  const { alice, bob, carol } = bench;
  const call = await alice.call(bob);
  await bob.park(call);
  await bench.outage();
  expect(await bench.check('gone', { is: 'disconnected', call })).toMatchObject({ verdict: 'pass' });
  await bench.reach('failed-over');
  const next = await carol.call(alice);
  expect(await bench.check('parkable', { can: 'park', call: next, by: 'alice' })).toMatchObject({ verdict: 'pass' });
  expect(await bench.close()).toMatchObject({ verdict: 'pass' });
}, 120_000);
