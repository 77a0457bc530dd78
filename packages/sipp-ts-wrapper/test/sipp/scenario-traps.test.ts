import { expect, test } from '@jest/globals';
import {
  checkScenario,
  label,
  literal,
  nop,
  pause,
  recv,
  recvCmd,
  type Scenario,
  scenario,
  send,
  sendCmd,
  sip,
  type Step,
  toXml,
} from '../../src/index.ts';
import { writeScenario } from '../../src/scenario/write.ts';
import { answered, ask, refused, request } from '../scenario/refused.ts';
import { type BareOptions, type BareRun, runBare } from './bare-sipp.ts';

const ok = { answer: () => [200] } as const;
const command = 'Call-ID: [call_id]\nEvent: a\n\n';
const reply = (text: string) => [`Call-ID: ${/Call-ID: (\S+)/i.exec(text)?.[1] ?? ''}\r\nEvent: b`];
const log = (message: string) => nop([{ kind: 'log', message }]);
const of = (...steps: Step[]): Scenario => scenario('trap', steps);

/** Runs what the package refuses, and says by which rules it does. */
async function refusedRun(
  wrong: Scenario,
  options?: BareOptions,
): Promise<BareRun & { readonly rules: readonly string[] }> {
  const run = await runBare(writeScenario(wrong), options);
  return { ...run, rules: checkScenario(wrong).map(({ rule }) => rule) };
}

const inTable = (name: string): Scenario => refused.find((each) => each.name === name)?.scenario ?? of();

test('a check that fails in a nop counts as success (trap 1)', async () => {
  const run = await refusedRun(inTable('a check in a nop'), ok);
  expect(run).toMatchObject({ code: 0, successful: 1, failed: 0, rules: ['check-ignored'] });
  expect(run.stderr).toContain('with check_it failed');
});

test('the same check in the recv fails the call', async () => {
  const sound = of(
    ask,
    recv(200, {
      actions: [
        { kind: 'assign', assignTo: 'a', value: 1 },
        { kind: 'test', variable: 'a', compare: 'equal', value: 2, check: 'holds' },
      ],
    }),
  );
  expect(await runBare(toXml(sound), ok)).toMatchObject({ code: 1, successful: 0, failed: 1 });
});

test('a search in the message of a nop kills SIPp (trap 1)', async () => {
  const run = await refusedRun(inTable('a search in the message of a nop'), ok);
  expect(run).toMatchObject({ code: null, signal: 'SIGSEGV', rules: ['message-missing'] });
});

test('[branch] repeats in a loop, and with [cseq] it does not (trap 3)', async () => {
  const rounds = (branch: string) => {
    const again = label('again');
    return of(
      again,
      send(request().replace('[branch]-[cseq]', branch)),
      recv(200, {
        actions: [
          { kind: 'add', assignTo: 'round', value: 1 },
          { kind: 'test', assignTo: 'more', variable: 'round', compare: 'less_than', value: 3 },
        ],
      }),
      nop([], { next: again, test: 'more' }),
    );
  };
  const wrong = await refusedRun(rounds('[branch]'), ok);
  expect(wrong.rules).toEqual(['branch-repeats']);
  expect(wrong.received.map(({ cseq }) => cseq)).toEqual(['1 OPTIONS', '2 OPTIONS', '3 OPTIONS']);
  expect(new Set(wrong.received.map(({ branch }) => branch)).size).toBe(1);
  const right = await runBare(toXml(rounds('[branch]-[cseq]')), ok);
  expect(new Set(right.received.map(({ branch }) => branch)).size).toBe(3);
});

test('a timeout on the last of an optional group never fires (trap 4)', async () => {
  const run = await refusedRun(inTable('a timeout on the last of a group'), { within: 1500 });
  expect(run).toMatchObject({ endless: true, rules: ['timeout-dead'] });
});

test('with a timeout on each step of the group it fires', async () => {
  const timeout = { timeout: 300, onTimeout: 'late' } as const;
  const sound = of(ask, recv(100, { optional: true, ...timeout }), recv(200, timeout), label('late'), log('late'));
  const run = await runBare(toXml(sound));
  expect(run).toMatchObject({ endless: false, log: 'late' });
});

test('a command that comes while the call pauses aborts it (trap 7)', async () => {
  // The pause is there for the command to come in; it does so at once.
  const run = await refusedRun(of(sendCmd(command), pause(1000), recvCmd(), ask, answered), { ...ok, twin: reply });
  expect(run).toMatchObject({ code: 1, successful: 0, failed: 1, rules: ['command-race'] });
});

test('nops are left out when a command comes, where a recvCmd stands behind them', async () => {
  // Each takes a millisecond and more: the command comes long before the last.
  const nops = Array.from({ length: 300 }, () => log('ran'));
  const run = await refusedRun(of(sendCmd(command), ...nops, recvCmd(), ask, answered), { ...ok, twin: reply });
  expect(run).toMatchObject({ code: 0, successful: 1, rules: ['command-race'] });
  expect(run.log.split('\n').length).toBeLessThan(nops.length);
});

test('a command without Call-ID is lost without a word (trap 7)', async () => {
  const run = await refusedRun(inTable('a command without Call-ID'), {
    ...ok,
    within: 1500,
    twin: () => ['Event: b'],
  });
  expect(run).toMatchObject({ endless: true, rules: ['command-call-id'] });
  expect(run.commands).toHaveLength(1);
});

test('a request that is retransmitted at the end is sent once and counts as success', async () => {
  const run = await refusedRun(inTable('a request at the end'));
  expect(run).toMatchObject({ code: 0, successful: 1, failed: 0, rules: ['retrans-unanswered'] });
  expect(run.received).toHaveLength(1);
});

test('behind a request that is retransmitted SIPp sends nothing else', async () => {
  const run = await refusedRun(of(send(request(), { retrans: 100 }), pause(1), send(request('INFO')), answered), {
    within: 1500,
  });
  expect(run).toMatchObject({ endless: true, rules: ['retrans-unanswered'] });
  expect(new Set(run.received.map(({ line }) => line.split(' ')[0]))).toEqual(new Set(['OPTIONS']));
});

test('an answer that comes before the recv has its turn fails the call', async () => {
  const run = await refusedRun(inTable('a pause before the answer'), ok);
  expect(run).toMatchObject({ code: 1, successful: 0, failed: 1, rules: ['answer-race'] });
});

test('a jump in a recv is not made', async () => {
  const jumps = of(ask, recv(200, { actions: [{ kind: 'jump', value: 3 }] }), log('not left out'), nop());
  const run = await refusedRun(jumps, ok);
  expect(run).toMatchObject({ log: 'not left out', rules: ['jump-ignored'] });
});

test('a jump behind the end breaks the run off in the middle of the call', async () => {
  const run = await refusedRun(inTable('a jump behind the end'), ok);
  expect(run).toMatchObject({ code: 255, rules: ['jump-range'] });
  expect(run.stderr).toContain('Jump statement out of range (not 0 <= 9 <= 3)');
});

test('a call that is stopped in a nop goes on', async () => {
  const stopped = of(ask, answered, nop([{ kind: 'exec', run: { intCmd: 'stop_call' } }]), log('went on'));
  const run = await refusedRun(stopped, ok);
  expect(run).toMatchObject({ successful: 1, log: 'went on', rules: ['stop-ignored'] });
});

test('a variable that nothing sets is empty without a word', async () => {
  const run = await refusedRun(of(ask, recv(200, { actions: [{ kind: 'log', message: 'a is "[$a]"' }] })), ok);
  expect(run).toMatchObject({ code: 0, log: 'a is ""', rules: ['variable-unset'] });
});

test('credentials for no challenge break the run off', async () => {
  const run = await refusedRun(inTable('credentials for no challenge'), ok);
  expect(run.rules).toEqual(['authentication-unchallenged']);
  expect(run.stderr).toContain('Authentication keyword without dialog_authentication!');
});

test('every text arrives as it was written', async () => {
  const odd = `it's "a" <b> & \\ c ]]> \\n &lt;`;
  const told = of(
    send(request('OPTIONS', sip`Subject: ${odd}`)),
    recv(200, {
      actions: [
        { kind: 'log', message: `log ${odd}` },
        { kind: 'exec', run: { command: `echo '"x" <y> & \\ z' > a_logs.txt && cat a_logs.txt >&2` } },
        { kind: 'ereg', regexp: '<sip:([^>"]*)>', assignTo: ['whole', 'user'], searchIn: { header: 'From:' } },
        { kind: 'log', message: 'user [$user]' },
      ],
    }),
    // The command runs beside the call.
    pause(300),
  );
  let subject = '';
  const run = await runBare(toXml(told), {
    answer: (text) => {
      subject = /^Subject: (.*)\r$/m.exec(text)?.[1] ?? '';
      return [200];
    },
  });
  expect(subject).toBe(odd);
  expect(run.log).toBe(`log ${odd}\nuser a@b`);
  expect(run.stderr).toContain('"x" <y> & \\ z');
});

test('a bracket that is literal arrives as one', async () => {
  let contact = '';
  const sound = of(send(request('OPTIONS', `Contact: <sip:a@${literal('[::1]')}>`)), answered);
  await runBare(toXml(sound), {
    answer: (text) => {
      contact = /^Contact: (.*)\r$/m.exec(text)?.[1] ?? '';
      return [200];
    },
  });
  expect(contact).toBe('<sip:a@[::1]>');
});

test('what is in two brackets is garbled', async () => {
  const sent: string[] = [];
  const run = await refusedRun(of(send(request('OPTIONS', 'Subject: [[pid]]')), answered), {
    answer: (text) => {
      sent.push(...text.split('\r\n').filter((line) => line.startsWith('Subject:')));
      return [200];
    },
  });
  expect(run.rules).toEqual(['keyword-broken']);
  // What comes depends on what was in its memory.
  expect(sent).toHaveLength(1);
  expect(sent[0]).not.toMatch(/^Subject: \[\d+\]$/);
});
