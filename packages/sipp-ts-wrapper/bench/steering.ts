/**
 * What steering costs: `npm run bench:steering`. One step is a command out and the event that answers it back, with SIPp on this
 * machine; then many live calls in one SIPp, each steered on.
 */
import { readFileSync } from 'node:fs';
import { cpus, loadavg } from 'node:os';
import { setTimeout as delay } from 'node:timers/promises';
import { detectVersion, localExecutor, type SteeredCall, type SteeredPhone, steer } from '../src/index.ts';

const STEPS = 2000;
const CALLS = 2000;
const ROUNDS = 5;

/** A call that answers every command; `nops` is how many steps lie between the command and its answer. */
const scenario = (nops: number): { readonly xml: string } => ({
  xml: `<?xml version="1.0"?>
<scenario name="steering">
<label id="1"/>
<recv request="INVITE" optional="true" next="1"/>
<recvCmd><action><ereg regexp="Seq: ([0-9]+)" search_in="msg" assign_to="1,2"/></action></recvCmd>
${'<nop/>'.repeat(nops)}
<sendCmd next="1"><![CDATA[
Call-ID: [call_id]
Event: done
Re: [$2]

]]></sendCmd>
<Reference variables="1"/>
</scenario>`,
});

async function steps(nops: number, timerResolution: number): Promise<void> {
  const phone = await steer({ scenario: scenario(nops), timerResolution });
  const call = await phone.place({ command: 'begin' });
  await call.event('done');
  const times: number[] = [];
  for (let step = 0; step < STEPS; step += 1) {
    const from = performance.now();
    await call.next('go');
    times.push(performance.now() - from);
    // A caller that always writes at once would meet SIPp at the same point of its loop each time.
    if (step % 3 === 0) await delay(step % 7);
  }
  times.sort((a, b) => a - b);
  const at = (share: number): string => (times[Math.floor(times.length * share)] ?? Number.NaN).toFixed(2);
  console.log(
    `${nops} nops, -timer_resol ${timerResolution}: median ${at(0.5)} ms, p90 ${at(0.9)}, p99 ${at(0.99)}, max ${at(1 - 1 / STEPS)} (${STEPS} steps)`,
  );
  await phone.stop();
}

async function liveCalls(): Promise<void> {
  const phone = await steer({ scenario: scenario(0), within: 60_000 });
  const before = usage(phone);
  const begun = performance.now();
  const calls: SteeredCall[] = [];
  await Promise.all(
    Array.from({ length: CALLS }, async () => {
      const call = await phone.place({ command: 'begin' });
      calls.push(call);
      await call.event('done');
    }),
  );
  console.log(`${CALLS} calls begun and answered in ${(performance.now() - begun).toFixed(0)} ms`);
  tell(`memory and CPU for that`, before, usage(phone));
  for (let round = 1; round <= ROUNDS; round += 1) {
    const from = performance.now();
    const earlier = usage(phone);
    await Promise.all(calls.map((call) => call.next('go')));
    const took = performance.now() - from;
    tell(
      `round ${round}: ${CALLS} steps at once in ${took.toFixed(0)} ms, ${((took * 1000) / CALLS).toFixed(0)} us each`,
      earlier,
      usage(phone),
    );
  }
  const idle = usage(phone);
  await delay(2000);
  tell('2 s without a command', idle, usage(phone));
  const { statistics } = await phone.stop();
  console.log(`SIPp counted ${statistics?.created} calls, ${statistics?.failed} failed`);
}

interface Usage {
  readonly sippMemory: number;
  readonly ownMemory: number;
  readonly sippCpu: number;
  readonly ownCpu: number;
}

/** Memory in MiB, CPU in ms since the process began. */
function usage({ sipp }: SteeredPhone): Usage {
  const status = readFileSync(`/proc/${sipp.pid}/status`, 'utf8');
  // proc(5): fields 14 and 15, in ticks of 10 ms, behind the name in brackets.
  const fields = readFileSync(`/proc/${sipp.pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
  const { user, system } = process.cpuUsage();
  return {
    sippMemory: Number(/VmRSS:\s+(\d+)/.exec(status)?.[1]) / 1024,
    ownMemory: process.memoryUsage.rss() / 1024 / 1024,
    sippCpu: (Number(fields[11]) + Number(fields[12])) * 10,
    ownCpu: (user + system) / 1000,
  };
}

function tell(what: string, from: Usage, to: Usage): void {
  console.log(
    `${what}; SIPp ${to.sippMemory.toFixed(1)} MiB, ${(to.sippCpu - from.sippCpu).toFixed(0)} ms CPU; Node ${to.ownMemory.toFixed(1)} MiB, ${(to.ownCpu - from.ownCpu).toFixed(0)} ms CPU`,
  );
}

const version = await detectVersion(localExecutor());
console.log(
  `SIPp ${version.version?.text}, Node ${process.version}, ${cpus().length} CPUs, load ${loadavg()[0]?.toFixed(1)}`,
);
for (const nops of [0, 3]) for (const resolution of [1, 10]) await steps(nops, resolution);
await liveCalls();
