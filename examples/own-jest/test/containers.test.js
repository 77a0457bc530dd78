const { cpSync, mkdtempSync, rmSync } = require('node:fs');
const { tmpdir } = require('node:os');
const path = require('node:path');
const { GenericContainer, Wait } = require('testcontainers');
const { benchFor } = require('parkspec');

const IMAGE = 'localhost/own-jest/park:1.0';

/** The park server under test: here the one that parkspec comes with, in an image that is built from its file. */
beforeAll(async () => {
  const parkspec = path.dirname(require.resolve('parkspec/package.json'));
  const context = mkdtempSync(path.join(tmpdir(), 'park-'));
  cpSync(path.join(parkspec, 'dist/reference/server.js'), path.join(context, 'server.js'));
  cpSync(path.join(parkspec, 'containers/reference/Dockerfile'), path.join(context, 'Dockerfile'));
  await GenericContainer.fromDockerfile(context).build(IMAGE, { deleteOnExit: false });
  rmSync(context, { recursive: true });
}, 300_000);

const COMMAND =
  '--pool ${pool} --sip ${sip} --http ${http.port} --peer-sip ${peer.sip} --peer-http ${peer.http.port} ' +
  '--orbits ${orbits} --domain ${domain}';

/** parkspec fills in the placeholders: each pool gets its own address and that of its peer. */
const park = () =>
  new GenericContainer(IMAGE)
    .withEnvironment({ PARK_PASSWORD: '${password}' })
    .withCommand(COMMAND.split(' '))
    .withExposedPorts(8080)
    .withWaitStrategy(Wait.forHttp('/status', 8080));

const words = {
  dialect: 'rfc5359',
  domain: 'park.example',
  accounts: { password: 'park-and-ride' },
  pools: {
    primary: { sip: 'udp:5060', http: 8080, orbits: '100-199' },
    backup: { sip: 'udp:5060', http: 8080, orbits: '200-299' },
  },
  transitions: {
    outage: { do: { kill: 'primary' }, within: '5s' },
    failover: { do: { http: { post: 'backup/failover' } }, until: { registered: 'backup' }, within: '5s' },
    'failed-over': { do: { http: { post: 'backup/failover/complete' } }, within: '5s' },
    failback: { do: [{ start: 'primary' }, { http: { post: 'primary/failback' } }], within: '5s' },
    restored: { do: { http: { post: 'primary/failback/complete' } }, within: '5s' },
  },
};

// With TypeScript, or on Node 24, `await using bench = await benchFor(…)` closes it by itself.
let bench;
afterEach(() => bench?.close());

test('a parked call ends with the container of its pool', async () => {
  bench = await benchFor({ primary: park(), backup: park(), ...words });
  const { alice, bob } = bench;
  const call = await alice.call(bob);
  await bob.park(call);
  await bench.outage();
  expect(await bench.check('gone', { is: 'disconnected', call })).toMatchObject({ verdict: 'pass' });
  expect(await bench.close()).toMatchObject({ verdict: 'pass' });
}, 120_000);
