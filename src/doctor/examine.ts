/** Turns the facts about a machine into lines of `parkspec doctor`: state, cost, remedy. */
import { examineDocker } from './examine-docker.ts';
import type { MachineFacts, LoadFacts, SippFacts } from './machine-facts.ts';
import type { Diagnosis } from './diagnosis.ts';

/** As `engines` in package.json has it. */
const NODE = [20, 19] as const;
/** A run of the whole table has a few hundred sockets and pipes open at a time. */
const DESCRIPTORS = 512;
const DISK = 200 * 1024 * 1024;
/** In ms. A harness that is later than this may not judge a cell by its times. */
const DELAY = 50;
const CLOCK = 20;

export function examine(facts: MachineFacts): readonly Diagnosis[] {
  return [
    nodeDiagnosis(facts.node),
    ...systemDiagnoses(facts),
    portsDiagnosis(facts),
    ...diskDiagnoses(facts),
    loadDiagnosis(facts.load),
    clockDiagnosis(facts.load),
    sippDiagnosis(facts.sipp),
    ...examineDocker(facts.docker),
    straysDiagnosis(facts),
  ];
}

function nodeDiagnosis(version: string): Diagnosis {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const enough = major > NODE[0] || (major === NODE[0] && minor >= NODE[1]);
  const wanted = NODE.join('.');
  const found = { topic: 'Node', essential: true } as const;
  if (enough) return { ...found, state: 'ok', text: `${version} (${wanted} or later is needed)` };
  return {
    ...found,
    state: 'bad',
    text: `${version} is too old`,
    cost: 'no verdict of parkspec can be relied on',
    remedy: `install Node ${wanted} or later: https://nodejs.org, or your system's packages`,
  };
}

function systemDiagnoses({ system }: MachineFacts): readonly Diagnosis[] {
  const { platform, shell, descriptors } = system;
  const shellDiagnosis: Diagnosis = shell
    ? { topic: 'system', state: 'ok', text: `${platform}, with /bin/sh`, essential: true }
    : {
        topic: 'system',
        state: 'missing',
        text: `${platform}, without /bin/sh`,
        cost: 'no pool can be started as a process',
        remedy: 'run parkspec on Linux or macOS, or in WSL',
        essential: true,
      };
  if (descriptors === undefined) return [shellDiagnosis];
  const topic = 'descriptors';
  if (descriptors >= DESCRIPTORS)
    return [shellDiagnosis, { topic, state: 'ok', text: `${descriptors} for each process`, essential: true }];
  const few: Diagnosis = {
    topic,
    state: 'bad',
    text: `${descriptors} for each process; ${DESCRIPTORS} are needed`,
    cost: 'a cell that cannot open a socket or a pipe ends with an error',
    remedy: `allow more: \`ulimit -n 4096\`, or run fewer cells at a time: \`--workers 1\``,
    essential: true,
  };
  return [shellDiagnosis, few];
}

function portsDiagnosis({ ports }: MachineFacts): Diagnosis {
  if (ports.ok)
    return { topic: 'ports', state: 'ok', text: 'UDP and TCP ports are free on 127.0.0.1', essential: true };
  return {
    topic: 'ports',
    state: 'bad',
    text: ports.why,
    cost: 'no pool and no phone can be started',
    remedy: ports.hint,
    essential: true,
  };
}

function diskDiagnoses({ disk }: MachineFacts): readonly Diagnosis[] {
  if (disk === undefined) return [];
  const free =
    disk.freeBytes > 2 ** 30
      ? `${(disk.freeBytes / 2 ** 30).toFixed(0)} GiB`
      : `${Math.floor(disk.freeBytes / 2 ** 20)} MiB`;
  const text = `${free} free in ${disk.path}`;
  if (disk.freeBytes >= DISK) return [{ topic: 'disk', state: 'ok', text, essential: true }];
  return [
    {
      topic: 'disk',
      state: 'bad',
      text,
      cost: 'a history that cannot be written has no verdict',
      remedy: 'free some space, or name a folder on another disk with `--reports`',
      essential: true,
    },
  ];
}

function loadDiagnosis({ processors, average, delayMs }: LoadFacts): Diagnosis {
  const text = `load average ${average.toFixed(1)} on ${processors} processors; a timer was at most ${Math.round(delayMs)} ms late`;
  if (average <= 2 * processors && delayMs <= DELAY) return { topic: 'load', state: 'ok', text };
  return {
    topic: 'load',
    state: 'bad',
    text,
    cost: 'a check that fails by a time alone becomes inconclusive, and cells take longer',
    remedy: 'wait until other programs end, or run fewer cells at a time: `--workers 1`',
  };
}

function clockDiagnosis({ clockStepMs }: LoadFacts): Diagnosis {
  if (Math.abs(clockStepMs) <= CLOCK)
    return { topic: 'clock', state: 'ok', text: 'the wall clock and the monotonic clock agree' };
  return {
    topic: 'clock',
    state: 'bad',
    text: `the wall clock moved ${Math.round(clockStepMs)} ms against the monotonic clock`,
    cost: 'times of day in reports and captures are wrong; verdicts do not depend on them',
    remedy: 'synchronize the clock (`timedatectl status`, `chronyc tracking`)',
  };
}

function sippDiagnosis(sipp: SippFacts): Diagnosis {
  const topic = 'SIPp';
  const cost = 'no SIPp phones (`--phones sipp`); native phones do not need SIPp';
  const remedy = 'install SIPp 3.6 or later: `apt-get install sip-tester`, `brew install sipp`';
  if (sipp.kind === 'missing') return { topic, state: 'missing', text: 'no `sipp` in PATH', cost, remedy };
  const text = `${sipp.version} (${sipp.path})`;
  if (sipp.warning === undefined) return { topic, state: 'ok', text };
  return { topic, state: 'bad', text: `${text}: ${sipp.warning}`, cost: 'SIPp phones may not work', remedy };
}

function straysDiagnosis({ strays }: MachineFacts): Diagnosis {
  if (strays.length === 0) return { topic: 'processes', state: 'ok', text: 'no process of a candidate is left' };
  const list = strays.map(({ pid, command }) => `${pid} (${command})`).join(', ');
  return {
    topic: 'processes',
    state: 'bad',
    text: `left by a candidate: ${list}`,
    cost: 'they hold ports and processors, unless a run that goes on has started them',
    remedy: `kill -9 ${strays.map(({ pid }) => pid).join(' ')}`,
  };
}
