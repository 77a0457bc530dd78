import { describe, expect, test } from '@jest/globals';
import { examine } from '../../src/doctor/examine.ts';
import type { DockerFacts, MachineFacts } from '../../src/doctor/machine-facts.ts';
import { type Diagnosis, isReady } from '../../src/doctor/diagnosis.ts';

const engine: Extract<DockerFacts, { kind: 'answers' }> = {
  kind: 'answers',
  version: '20.10.24',
  api: '1.41',
  isHere: true,
  rootless: false,
  images: ['debian:bookworm-slim', 'node:20-bookworm-slim', 'parkspec/phone:0.1.0-1'],
  leftovers: [],
  addresses: { ok: true, space: '198.18.0.0/15', all: 4096, free: 4090, inTheWay: [] },
};

const all: MachineFacts = {
  node: '20.19.0',
  system: { platform: 'linux', shell: true, descriptors: 20_000 },
  ports: { ok: true },
  disk: { path: '/work', freeBytes: 50 * 2 ** 30 },
  load: { processors: 2, average: 0.5, delayMs: 3, clockStepMs: 0.4 },
  sipp: { kind: 'found', path: '/usr/bin/sipp', version: '3.6.1', warning: undefined },
  docker: engine,
  strays: [],
};

const dead = {
  kind: 'container',
  id: '1',
  name: 'parkspec-DR-12-primary',
  maker: 'dead',
  pid: 1,
  run: 'r',
  cell: 'DR-12',
  role: 'primary',
} as const;

function trouble(facts: MachineFacts): readonly Diagnosis[] {
  return examine(facts).filter(({ state }) => state !== 'ok');
}

test('a machine that has everything is in order', () => {
  expect(trouble(all)).toEqual([]);
  expect(isReady(examine(all))).toBe(true);
});

describe('the embedded default cannot run', () => {
  test.each<readonly [string, Partial<MachineFacts>, RegExp]>([
    ['on an old Node', { node: '20.18.3' }, /20\.18\.3 is too old.*20\.19 or later/],
    ['on a much older Node', { node: '18.20.0' }, /too old/],
    [
      'without a shell',
      { system: { ...all.system, platform: 'win32', shell: false } },
      /win32, without \/bin\/sh.*WSL/,
    ],
    ['with few descriptors', { system: { ...all.system, descriptors: 256 } }, /256 for each process.*ulimit/],
    [
      'without ports',
      { ports: { ok: false, why: 'no free block', hint: 'end what holds them' } },
      /no free block.*end what holds/,
    ],
    [
      'without room on the disk',
      { disk: { path: '/work', freeBytes: 2 ** 20 } },
      /1 MiB free in \/work.*has no verdict/,
    ],
  ])('%s', (_, facts, words) => {
    const diagnoses = examine({ ...all, ...facts });
    const found = diagnoses.filter(({ state }) => state !== 'ok');
    expect(found).toHaveLength(1);
    expect(found.map(({ text, cost, remedy }) => [text, cost, remedy].join(' ')).join()).toMatch(words);
    expect(isReady(diagnoses)).toBe(false);
  });
});

describe('the embedded default can run all the same, and it is told what is missing,', () => {
  test.each<readonly [string, Partial<MachineFacts>, Diagnosis['state'], RegExp]>([
    [
      'without SIPp',
      { sipp: { kind: 'missing' } },
      'missing',
      /no `sipp` in PATH.*--phones sipp.*apt-get install sip-tester/,
    ],
    [
      'with an unknown SIPp',
      { sipp: { kind: 'found', path: '/x/sipp', version: '2.0', warning: 'unknown to us' } },
      'bad',
      /2\.0 \(\/x\/sipp\): unknown to us/,
    ],
    [
      'without an engine',
      { docker: { kind: 'silent', why: 'x', socket: 'absent', user: 'ann' } },
      'missing',
      /no engine.*processes need no Docker.*apt-get install docker\.io.*engine\.sh up/,
    ],
    [
      'with an engine that may not be used',
      { docker: { kind: 'silent', why: 'EACCES', socket: 'denied', user: 'ann' } },
      'bad',
      /ann may not use it.*usermod -aG docker ann/,
    ],
    [
      'with an engine that is down',
      { docker: { kind: 'silent', why: 'ECONNREFUSED', socket: 'there', user: 'ann' } },
      'bad',
      /ECONNREFUSED.*docker version/,
    ],
    ['with an engine elsewhere', { docker: { ...engine, isHere: false } }, 'bad', /another machine.*cannot be reached/],
    ['with an engine without root', { docker: { ...engine, rootless: true } }, 'bad', /without root/],
    [
      'without a base image',
      { docker: { ...engine, images: ['debian:bookworm-slim', 'parkspec/phone:1'] } },
      'missing',
      /node:20-bookworm-slim.*docker pull node:20-bookworm-slim/,
    ],
    [
      'without images of ours',
      { docker: { ...engine, images: ['debian:bookworm-slim', 'node:20-bookworm-slim'] } },
      'missing',
      /no image of parkspec/,
    ],
    [
      'without addresses',
      {
        docker: {
          ...engine,
          addresses: { ok: true, space: '10.0.0.0/27', all: 1, free: 0, inTheWay: ['network x (10.0.0.0/8)'] },
        },
      },
      'bad',
      /0 of 1.*used by others: network x.*--subnets/,
    ],
    [
      'with an address space that is none',
      { docker: { ...engine, addresses: { ok: false, why: 'it is `ten`', hint: 'give another' } } },
      'bad',
      /it is `ten`.*no cell has a network.*give another/,
    ],
    [
      'with leftovers',
      { docker: { ...engine, leftovers: [dead, { ...dead, maker: 'alive' }] } },
      'bad',
      /container parkspec-DR-12-primary; 1 belong to runs that go on.*parkspec clean/,
    ],
    [
      'with processes that are left over',
      { strays: [{ pid: 4711, command: 'node server.js' }] },
      'bad',
      /4711 \(node server\.js\).*kill -9 4711/,
    ],
    [
      'on a busy machine',
      { load: { ...all.load, average: 9 } },
      'bad',
      /load average 9\.0 on 2.*inconclusive.*--workers 1/,
    ],
    ['on a machine that stops now and then', { load: { ...all.load, delayMs: 180 } }, 'bad', /180 ms late/],
    ['with a clock that is being set', { load: { ...all.load, clockStepMs: -400 } }, 'bad', /moved -400 ms/],
  ])('%s', (_, facts, state, words) => {
    const diagnoses = examine({ ...all, ...facts });
    const found = diagnoses.filter((diagnosis) => diagnosis.state !== 'ok');
    expect(found.map((diagnosis) => diagnosis.state)).toEqual([state]);
    expect(found.map(({ text, cost, remedy }) => [text, cost, remedy].join(' ')).join()).toMatch(words);
    expect(isReady(diagnoses)).toBe(true);
  });
});

test('whatever is not in order says what it costs and how to mend it', () => {
  const nothing = examine({
    ...all,
    node: '12.0.0',
    system: { platform: 'win32', shell: false, descriptors: 10 },
    ports: { ok: false, why: 'none', hint: 'some' },
    disk: { path: '/', freeBytes: 0 },
    load: { processors: 1, average: 50, delayMs: 1000, clockStepMs: 1000 },
    sipp: { kind: 'missing' },
    docker: {
      ...engine,
      isHere: false,
      images: [],
      leftovers: [dead],
      addresses: { ok: false, why: 'none', hint: 'some' },
    },
    strays: [{ pid: 1, command: 'x' }],
  });
  expect(nothing.filter(({ state }) => state === 'ok')).toEqual([]);
  for (const { cost, remedy } of nothing) expect([cost, remedy]).toEqual([expect.any(String), expect.any(String)]);
});

test('a system that does not tell of descriptors or of its disk is not blamed for it', () => {
  const found = trouble({
    ...all,
    disk: undefined,
    system: { platform: 'darwin', shell: true, descriptors: undefined },
  });
  expect(found).toEqual([]);
});
