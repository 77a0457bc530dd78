import { describe, expect, test } from '@jest/globals';
import type { Candidate } from '../../src/candidate/candidate.ts';
import { expandCommand, expandEdge } from '../../src/candidate/expand.ts';
import { loadCandidate } from '../../src/candidate/load-candidate.ts';

interface Parts {
  readonly edge?: string;
  readonly primary?: string;
  readonly backup?: string;
  readonly more?: string;
  readonly runtime?: string;
  readonly pool?: string;
}

const STARTED: Readonly<Record<string, string>> = {
  docker: 'docker: { image: server }',
  remote: 'remote: { ports: 20000-29999 }',
};

const PROXY = 'edge: { sip: udp:auto, process: { command: [proxy] } }';

const LAB = { primary: 'udp:10.0.0.1', backup: 'udp:10.0.0.2:5070' };

function read({ edge = PROXY, primary = '', backup = '', more = '', runtime = 'process', pool = '[server]' }: Parts) {
  const at = runtime === 'remote' ? LAB : { primary: 'udp:auto', backup: 'udp:auto' };
  const source = `name: x
runtime: ${runtime}
${STARTED[runtime] ?? `process: { command: ${pool} }`}
${edge}
pools:
  primary: { sip: ${at.primary}, orbits: 1-2${primary} }
  backup: { sip: ${at.backup}, orbits: 3-4${backup} }
${more}
`;
  return loadCandidate(source, '/folder/x.yaml');
}

function wrong(parts: Parts): readonly string[] {
  const reading = read(parts);
  if ('candidate' in reading) return [];
  return reading.diagnostics.map(({ line, column, message, hint }) => `${line}:${column} ${message}; ${hint}`);
}

function right(parts: Parts): Candidate {
  const reading = read(parts);
  if ('candidate' in reading) return reading.candidate;
  throw new Error(reading.diagnostics.map(({ message }) => message).join('\n'));
}

describe('the edge of a candidate file', () => {
  test('has an address, a process of its own, and pools that are known by a header', () => {
    const candidate = right({
      edge: 'edge: { sip: tcp:5070, process: { command: [./proxy], env: { A: b } } }',
      primary: ', known-by: { header: Server, contains: pool-a }',
    });
    expect(candidate.edge).toEqual({
      transport: 'tcp',
      port: 5070,
      process: { command: ['/folder/proxy'], cwd: '/folder', env: { A: 'b' } },
    });
    expect(candidate.pools.primary.knownBy).toEqual({ header: 'Server', contains: 'pool-a' });
    expect(candidate.pools.backup.knownBy).toBeUndefined();
  });

  test('tells it and the pools where the others are', () => {
    const candidate = right({
      edge: 'edge: { sip: udp:auto, process: { command: [proxy, "${sip}", "${primary.sip}", "${backup.sip.port}", "${backup.orbits}"] } }',
      pool: '[server, "${edge.sip.host}", "${edge.sip}"]',
    });
    const at = (port: number) => ({ sip: { transport: 'udp', host: '127.0.0.1', port }, http: undefined }) as const;
    const places = { primary: at(1), backup: at(2), edge: at(3) };
    expect(candidate.edge?.process && expandEdge(candidate, candidate.edge.process, places).command).toEqual([
      'proxy',
      'udp:127.0.0.1:3',
      'udp:127.0.0.1:1',
      '2',
      '3-4',
    ]);
    expect(expandCommand(candidate, 'backup', places).command).toEqual(['server', '127.0.0.1', 'udp:127.0.0.1:3']);
  });

  test('can be taken away and brought back, alone or with the primary', () => {
    const { outage, failover } = right({
      more: 'transitions: { outage: { do: [{ kill: primary }, { pause: edge }] }, failover: { do: { unpause: edge }, until: { answers: edge } } }',
    }).transitions;
    expect(outage.proofs).toEqual([
      { kind: 'exited', pool: 'primary' },
      { kind: 'silent', pool: 'primary' },
      { kind: 'silent', pool: 'edge' },
    ]);
    expect(failover).toMatchObject({
      actions: [{ kind: 'unpause', pool: 'edge' }],
      proofs: [{ kind: 'answers', pool: 'edge' }],
    });
    const alone = right({ more: 'transitions: { outage: { do: { kill: edge } } }' }).transitions.outage;
    expect(alone.proofs).toEqual([
      { kind: 'exited', pool: 'edge' },
      { kind: 'silent', pool: 'edge' },
    ]);
  });

  test('of a pair that runs already has a host, and hooks take it away and bring it back', () => {
    const { edge, transitions } = right({
      runtime: 'remote',
      edge: 'edge: { sip: udp:edge.lab.example }',
      more: 'transitions: { outage: { do: { run: [./cut.sh], takes: edge } }, failover: { do: { http: { post: "https://lab.example/on" }, returns: edge } } }',
    });
    expect(edge).toEqual({ transport: 'udp', host: 'edge.lab.example', port: 5060, bySrv: true });
    expect(transitions.outage).toMatchObject({
      actions: [{ kind: 'run', takes: 'edge' }],
      proofs: [{ kind: 'silent', pool: 'edge' }],
    });
    expect(transitions.failover.actions).toMatchObject([{ kind: 'http', returns: 'edge' }]);
  });

  test('can run a command in its container', () => {
    const { failover } = right({
      runtime: 'docker',
      edge: 'edge: { sip: udp:5060, docker: { image: proxy } }',
      more: 'transitions: { failover: { do: { exec: { edge: [kamcmd, dispatcher.list] } } } }',
    }).transitions;
    expect(failover.actions).toEqual([{ kind: 'exec', pool: 'edge', command: ['kamcmd', 'dispatcher.list'] }]);
  });

  test.each<readonly [Parts, string]>([
    [
      { edge: '', more: 'transitions: { outage: { do: [{ kill: primary }, { kill: edge }] } }' },
      '8:52 this file has no edge; add `edge: { sip: udp:5060, … }`, see docs/edges.md',
    ],
    [
      { edge: '', more: 'transitions: { outage: { until: { silent: edge } } }' },
      '8:35 this file has no edge; add `edge: { sip: udp:5060, … }`, see docs/edges.md',
    ],
    [
      { edge: '', primary: ', known-by: { header: Server, contains: a }' },
      '6:42 `known-by` is for pools behind an edge, and this file has none; add `edge: { sip: udp:5060, … }`, see docs/edges.md',
    ],
    [
      { edge: 'edge: { sip: udp:auto }' },
      '4:1 the edge has no `process`; say how the edge is started: `process: { command: [my-proxy, "${sip}"] }`',
    ],
    [
      { runtime: 'docker' },
      '4:1 the edge has no `docker`; say what the edge is a container of: `docker: { image: my/proxy }`',
    ],
    [
      { edge: 'edge: { sip: udp:auto, process: { command: [proxy, "${primary.sipp}"] } }' },
      '4:53 unknown placeholder ${primary.sipp}; did you mean ${primary.sip}?',
    ],
    [{ edge: '', pool: '["${edge.sip}"]' }, '3:23 nothing to put in for ${edge.sip}; add `edge: { sip: … }`'],
    [
      { primary: ', outbound-proxy: "sip:127.0.0.1"' },
      '6:42 behind an edge phones go through the edge alone; leave it out, or leave `edge` out',
    ],
    [
      {
        primary: ', known-by: { header: Server, contains: pool }',
        backup: ', known-by: { header: server, contains: pool-b }',
      },
      '7:79 what is known by `pool-b` would be known by `pool` as well; let neither text contain the other',
    ],
    [
      { edge: 'edge: { sip: sctp:5060, process: { command: [proxy] } }' },
      '4:14 `sip`: the address of an edge is udp or tcp, a colon, and a port or auto, or with `runtime: remote` a host and its port: udp:5060, tcp:auto, udp:10.0.0.5:5060; undefined',
    ],
    [
      { edge: 'edge: { sip: tls:auto, process: { command: [proxy] } }' },
      '4:14 `sip`: the address of an edge is udp or tcp, a colon, and a port or auto, or with `runtime: remote` a host and its port: udp:5060, tcp:auto, udp:10.0.0.5:5060; undefined',
    ],
    [
      { edge: 'edge: { sip: udp:10.0.0.5:5060, process: { command: [proxy] } }' },
      '4:14 parkspec chooses the address of an edge of `runtime: process`; leave the host out: `udp:5060`, or use `runtime: remote` for a pair that runs already',
    ],
    [
      { runtime: 'remote', edge: 'edge: { sip: udp:5070 }' },
      '4:14 the edge runs already, and the file does not say on which host; say where it listens: `udp:10.0.0.5:5070`',
    ],
    [
      { runtime: 'remote', edge: 'edge: { sip: udp:auto }' },
      '4:14 `auto` has a port chosen for an edge that parkspec starts, and this one runs already; say where it listens: `udp:10.0.0.5:5060`',
    ],
    [
      { runtime: 'remote', edge: 'edge: { sip: tcp:10.0.0.1:5060 }' },
      '4:14 the edge would listen where the primary does: tcp:10.0.0.1:5060; give each its own address',
    ],
    [
      {
        runtime: 'remote',
        edge: 'edge: { sip: udp:10.0.0.5 }',
        more: 'transitions: { outage: { do: { kill: edge } } }',
      },
      '8:32 `kill` is for pools that parkspec has started, and those of `runtime: remote` run already; use a hook: `{ run: [./my-script.sh], takes: edge }`, or `http` instead of `run`',
    ],
    [
      { more: 'phones: { move: after-calls }' },
      '8:11 `move` is for phones that know both pools, and behind an edge they know the edge alone; leave it out, or leave `edge` out',
    ],
    [
      { more: 'transitions: { outage: { until: { registered: edge } } }' },
      '8:47 `registered` must be one of primary, backup, not `edge`; undefined',
    ],
  ])('%j is refused', (parts, complaint) => {
    expect(wrong(parts)).toEqual([complaint]);
  });
});
