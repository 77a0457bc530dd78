import { PCMU } from '../media/rtp.ts';
import { type MediaStream, openMediaStream } from '../media/stream.ts';
import type { Sound } from '../media/voices.ts';
import { agreedAudio, answerSdp, audioOffer, type Sdp } from '../sip/sdp.ts';

/** The sound that a parked call hears, and the session descriptions that go with it. */
export class Music {
  readonly offer: Sdp;
  /** Of its tone; undefined: silence. */
  readonly hz: number | undefined;
  readonly #stream: MediaStream;
  readonly #host: string;
  readonly #sessionId = Date.now();
  #version = 1;

  constructor(stream: MediaStream, host: string, hz: number | undefined) {
    this.hz = hz;
    this.#stream = stream;
    this.#host = host;
    this.offer = audioOffer(this.#describe());
  }

  /** Plays to the peer that `remote` describes, where that listens. */
  playTo(remote: Sdp | undefined, local: Sdp = this.offer): void {
    const audio = remote === undefined ? undefined : agreedAudio(local, remote);
    const listens = audio?.direction === 'recvonly' || audio?.direction === 'sendrecv';
    this.#stream.payloadType = audio?.pcmu ?? PCMU;
    this.#stream.sendTo(audio !== undefined && listens ? { address: audio.address, port: audio.port } : undefined);
  }

  /** The answer when the parked party makes an offer of its own; undefined when it has no sound that we could send. */
  answerTo(offer: Sdp): Sdp | undefined {
    this.#version += 1;
    const description = this.#describe();
    const answer = answerSdp(offer, description);
    if (answer !== undefined) this.playTo(offer, answer);
    return answer;
  }

  stop(): void {
    void this.#stream.close();
  }

  #describe(): Parameters<typeof audioOffer>[0] {
    const { port } = this.#stream;
    return {
      address: this.#host,
      port,
      sessionId: this.#sessionId,
      version: this.#version,
      direction: 'sendonly',
    };
  }
}

/** @param hz the pool's tone; undefined parks in silence. */
export async function openMusic(host: string, hz: number | undefined): Promise<Music> {
  return new Music(await openMediaStream({ host, voices: [], speak: toneOf(hz) }), host, hz);
}

/** The sound of a tone; undefined is silence. */
export function toneOf(hz: number | undefined): Sound | undefined {
  return hz === undefined ? undefined : { kind: 'tone', hz };
}
