import { afterEach, describe, expect, test } from '@jest/globals';
import { type RunningSipp, type SippOptions, startSipp } from '../../src/index.ts';
import { answering, calling } from './scenarios.ts';

/** What SIPp does in each trap, and what this package says instead. */
const started: RunningSipp[] = [];

async function start(options: SippOptions): Promise<RunningSipp> {
  const sipp = await startSipp(options);
  started.push(sipp);
  return sipp;
}

afterEach(async () => {
  await Promise.all(started.splice(0).map((sipp) => sipp.stop({ grace: 0 })));
});

describe('trap 1, exit codes lie', () => {
  test.each([
    ['SIGTERM', 0],
    ['SIGUSR1', 5000],
  ])('a server that never got its call and is ended by %s exits with 0, which is incomplete', async (_, grace) => {
    const server = await start({ scenario: { xml: answering }, calls: 1 });
    expect(await server.stop({ grace })).toMatchObject({
      kind: 'incomplete',
      exit: { code: 0 },
      reasons: [expect.stringContaining('0 of 1'), expect.stringContaining('says nothing')],
    });
  });

  test('a server that got fewer calls than planned until its timeout exits with 0, which is incomplete', async () => {
    const server = await start({ scenario: { xml: answering }, calls: 2, timeout: 2000 });
    const caller = await start({ scenario: { xml: calling() }, remote: server.local, calls: 1 });
    expect(await caller.finished).toMatchObject({ kind: 'passed' });
    expect(await server.finished).toMatchObject({
      kind: 'incomplete',
      exit: { code: 0 },
      statistics: { successful: 1 },
    });
  });

  // SIPp issue 765, mended in 3.7.5.
  test('a failed check in a nop exits with 0 and counts as successful, which is failed', async () => {
    const server = await start({ scenario: { xml: answering }, calls: 1 });
    const failing =
      '<nop><action><ereg regexp="never" search_in="var" variable="1" check_it="true" assign_to="1"/></action></nop>';
    const caller = await start({ scenario: { xml: calling(failing) }, remote: server.local, calls: 1 });
    expect(await caller.finished).toMatchObject({ kind: 'failed', exit: { code: 0 }, statistics: { successful: 1 } });
  });

  test('a call that is rejected exits with 1 and is failed with its cause', async () => {
    const server = await start({ scenario: { xml: answering.replace('200 OK', '486 Busy Here') }, calls: 1 });
    const caller = await start({ scenario: { xml: calling() }, remote: server.local, calls: 1 });
    expect(await caller.finished).toMatchObject({
      kind: 'failed',
      exit: { code: 1 },
      reasons: [expect.stringContaining('UnexpectedMessage 1')],
    });
  });
});

describe('trap 2, Call-IDs repeat', () => {
  const callIds = async (options: Partial<SippOptions>): Promise<readonly string[]> => {
    const server = await start({ scenario: { xml: answering }, calls: 1, trace: ['messages'] });
    const caller = await start({ scenario: { xml: calling() }, remote: server.local, calls: 1, ...options });
    await Promise.all([caller.finished, server.finished]);
    const { files } = await server.logs();
    return [...new Set(files['messages.log']?.match(/(?<=^Call-ID: ).*(?=\r?$)/gm))];
  };

  test("SIPp's own differ by its process only, which is always 1 in a container; ours differ with every start", async () => {
    expect(await callIds({ callIdFormat: '%u-%p@%s' })).toEqual([expect.stringMatching(/^1-\d+@127\.0\.0\.1$/)]);
    const [[first], [second]] = [await callIds({}), await callIds({})];
    expect(first).toMatch(/^1-[\da-f-]{36}@127\.0\.0\.1$/);
    expect(second).not.toBe(first);
  });
});
