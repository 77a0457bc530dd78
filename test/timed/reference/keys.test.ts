/** A call is parked by keys that are pressed in it: as telephone events in its sound, and as INFOs. */
import { afterEach, describe, expect, jest, test } from '@jest/globals';
import { digitFrames } from '../../../src/media/digit-frames.ts';
import { formatRtp } from '../../../src/media/rtp.ts';
import { KeyPad } from '../../../src/reference/key-pad.ts';
import { header } from '../../../src/sip/message/headers.ts';
import { encodeText } from '../../../src/sip/message/octets.ts';
import { audioOf, audioOffer, type Sdp } from '../../../src/sip/sdp.ts';
import type { Session } from '../../../src/sip/ua/user-agent.ts';
import { closeBed, dial, openPair, type Phone, phonesAt, register, tell, until } from './bed.ts';
import { closeSoundPorts, placeTold, type SoundPort, soundOf } from './sound-ports.ts';

afterEach(async () => {
  jest.useRealTimers();
  await closeBed();
  closeSoundPorts();
});

/** An offer with telephone events. */
function withEvents(port: number): Sdp {
  return audioOffer({ address: '127.0.0.1', port, sessionId: 1, version: 2, direction: 'sendrecv', events: true });
}

/** A call from alice to bob, who is the one that presses keys. */
async function connected() {
  const pair = await openPair({
    both: { calls: 'b2bua', media: 'anchored', retrieve: 'join', dialect: 'dtmf' },
    floating: '127.0.0.2',
  });
  const phones = await phonesAt(pair.primary, 'alice', 'bob', 'carol');
  const sounds = { alice: await soundOf(phones.alice), bob: await soundOf(phones.bob) };
  const alices = await dial(phones.alice, 'bob', pair.primary);
  const bobs = phones.bob.sessions[0]!;
  answerWithEvents(phones.alice, alices);
  await bobs.reinvite(withEvents(sounds.bob.port));
  return { pair, pool: pair.primary, ...phones, sounds, alices, bobs };
}

function answerWithEvents(who: Phone, session: Session): void {
  session.onOffer = () => withEvents(who.audio);
}

/** Of the next packet. */
let clock = 1;

/** As telephone events of a payload type, all at once. */
function pressEvents(keys: string, from: SoundPort, session: Session, payloadType: number): void {
  const frames = digitFrames(keys);
  const begin = clock;
  clock += frames.length * 160;
  let timestamp = begin;
  frames.forEach((frame, at) => {
    if (frame === undefined) return;
    if (frame.begins) timestamp = begin + at * 160;
    const { payload, begins: marker } = frame;
    from.send(formatRtp({ payloadType, marker, sequence: at, timestamp, ssrc: 5, payload }), placeTold(session));
  });
}

async function inform(session: Session, type: string, text: string) {
  const outcome = await session.request('INFO', { headers: [['Content-Type', type]], body: encodeText(text) });
  if (outcome.kind !== 'response') throw new Error(outcome.kind);
  const { status, reason } = outcome.response;
  return { status, reason, warning: header(outcome.response, 'Warning') };
}

const said = ({ remoteSdp }: Session) => remoteSdp && audioOf(remoteSdp)?.direction;

describe('telephone events', () => {
  test('park the other party, and the leg of the parker ends', async () => {
    const { pool, sounds, alices, bobs, carol } = await connected();
    pressEvents('*05117', sounds.bob, bobs, 101);
    await until(() => bobs.state === 'ended');
    expect([pool.status().parked, alices.state, said(alices)]).toEqual([['117'], 'confirmed', 'sendonly']);
    const carols = await dial(carol, '117', pool);
    expect([said(alices), said(carols)]).toEqual(['sendrecv', 'sendrecv']);
  });

  test('are those of the payload type that was agreed on, and no other packets', async () => {
    const { pool, sounds, alices, bobs } = await connected();
    pressEvents('*05117', sounds.bob, bobs, 0);
    pressEvents('*05118', sounds.alice, alices, 101);
    await until(() => alices.state === 'ended');
    expect(pool.status().parked).toEqual(['118']);
  });

  test('are heard by the pool that goes on with the call too, but park nothing in resiliency mode', async () => {
    const { pair, alice, bob, sounds, alices, bobs } = await connected();
    await pair.primary.close();
    await until(() => pair.backup.status().peer === 'dead');
    await tell(pair.backup, '/failover');
    await Promise.all([alice, bob].map((each) => register(each, pair.backup)));
    pressEvents('*05200', sounds.bob, bobs, 101);
    // The answer to an INFO comes after that which the events before it have done.
    expect((await inform(bobs, 'application/dtmf', '*')).status).toBe(200);
    expect([pair.backup.status().parked, bobs.state]).toEqual([[], 'confirmed']);
    await tell(pair.backup, '/failover/complete');
    pressEvents('*05200', sounds.bob, bobs, 101);
    await until(() => bobs.state === 'ended');
    expect([pair.backup.status().parked, alices.state]).toEqual([['200'], 'confirmed']);
  });
});

describe('an INFO for each key', () => {
  test.each([
    ['application/dtmf-relay', (key: string) => `Signal=${key}\r\nDuration=160\r\n`],
    ['application/dtmf-relay', (key: string) => `Duration = 160\nSignal = ${key === '*' ? '10' : key}\n`],
    ['application/dtmf', (key: string) => key],
  ])('parks as %s', async (type, text) => {
    const { pool, bobs, alices } = await connected();
    for (const key of '*05150') {
      // oxlint-disable-next-line no-await-in-loop -- keys have an order
      expect(await inform(bobs, type, text(key))).toMatchObject({ status: 200 });
    }
    await until(() => bobs.state === 'ended');
    expect([pool.status().parked, alices.state]).toEqual([['150'], 'confirmed']);
  });

  test('is refused with the last key where nothing can be parked, and the call goes on', async () => {
    const { pair, bobs, alices } = await connected();
    await tell(pair.backup, '/failover');
    await until(() => pair.primary.status().mode === 'away');
    await pair.primary.close();
    await until(() => pair.backup.status().peer === 'dead');
    const keys = async (orbit: string) => {
      for (const key of `*05${orbit.slice(0, -1)}`) {
        // oxlint-disable-next-line no-await-in-loop -- keys have an order
        await inform(bobs, 'application/dtmf', key);
      }
      return inform(bobs, 'application/dtmf', orbit.slice(-1));
    };
    expect(await keys('200')).toMatchObject({ status: 503, warning: expect.stringContaining('resiliency mode') });
    await tell(pair.backup, '/failover/complete');
    expect(await keys('150')).toMatchObject({ status: 486, reason: 'Orbit In Use' });
    expect([bobs.state, alices.state, pair.backup.status().parked]).toEqual(['confirmed', 'confirmed', []]);
  });

  test('is answered 400 where there is no key in it, and others as ever', async () => {
    const { bobs } = await connected();
    expect(await inform(bobs, 'application/dtmf-relay', 'Signal=!')).toMatchObject({
      status: 400,
      reason: 'Bad Key In Body',
    });
    expect(await inform(bobs, 'application/dtmf', '16')).toMatchObject({ status: 400 });
    expect(await inform(bobs, 'application/json', '{}')).toMatchObject({ status: 200 });
  });
});

describe('a number with which others begin', () => {
  function pad() {
    jest.useFakeTimers();
    const parked: number[] = [];
    const made = new KeyPad(
      () => [{ first: 8, last: 120 }],
      (orbit) => void parked.push(orbit),
    );
    const press = (keys: string) => keys.split('').forEach((key) => made.press(key));
    return { made, press, parked };
  }

  test('is taken when no key follows', () => {
    const { press, parked } = pad();
    press('*0512');
    expect(parked).toEqual([]);
    jest.advanceTimersByTime(3_000);
    expect(parked).toEqual([12]);
    press('*05120');
    expect(parked).toEqual([12, 120]);
  });

  test('is not taken when the party has gone', () => {
    const { made, press, parked } = pad();
    press('*0512');
    made.forget();
    jest.advanceTimersByTime(3_000);
    expect(parked).toEqual([]);
  });

  test('keys that belong to nothing are forgotten after a while', () => {
    const { press, parked } = pad();
    press('*0');
    jest.advanceTimersByTime(3_000);
    press('5120');
    expect(parked).toEqual([]);
  });
});
