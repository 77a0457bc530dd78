import { PLAIN } from '../audio-format.ts';
import { readRecording } from '../media/recording/recording.ts';
import { type MediaStream, openMediaStream } from '../media/stream.ts';
import type { Sound } from '../media/voices.ts';
import { agreedAudio, answerSdp, audioOf, audioOffer, type Sdp } from '../sip/sdp.ts';
import { agreedKeys } from '../sip/srtp-agreement.ts';
import { newSrtpKey, type SrtpKeys } from '../srtp-key.ts';
import { OwnDescriptions } from './own-descriptions.ts';
import type { SrtpMode } from './settings.ts';

/** The sound that a parked call hears, and the session descriptions that go with it. */
export class Music {
  readonly offer: Sdp;
  /** The frequency of its tone in Hz, or the path of its recording; undefined: silence. */
  readonly source: number | string | undefined;
  /** Of the dialog with the party that hears it. */
  readonly descriptions: OwnDescriptions;
  readonly #stream: MediaStream;
  readonly #srtp: SrtpMode | undefined;

  constructor(
    stream: MediaStream,
    source: number | string | undefined,
    descriptions: OwnDescriptions,
    srtp?: SrtpMode,
  ) {
    this.source = source;
    this.descriptions = descriptions;
    this.#stream = stream;
    this.#srtp = srtp;
    this.offer = audioOffer(this.#describe());
  }

  /** The offer that brings back a party that has been given another one meanwhile. */
  offerAgain(): Sdp {
    return audioOffer(this.#describe());
  }

  /** Plays to the peer that `remote` describes, where that listens. */
  playTo(remote: Sdp | undefined, local: Sdp = this.offer): void {
    const audio = remote === undefined ? undefined : agreedAudio(local, remote);
    const isSecure = this.descriptions.cryptos !== undefined;
    const keys = isSecure && audio !== undefined ? agreedKeys(audioOf(local), audio) : undefined;
    const isAgreed = isSecure ? typeof keys === 'object' : audio?.secure === false;
    this.#stream.secure(isSecure ? this.#sendingBy(typeof keys === 'object' ? keys : undefined) : undefined);
    const listens = audio?.direction === 'recvonly' || audio?.direction === 'sendrecv';
    this.#stream.format = audio?.format ?? PLAIN;
    this.#stream.sendTo(
      audio !== undefined && listens && isAgreed ? { address: audio.address, port: audio.port } : undefined,
    );
  }

  #sendingBy(keys: SrtpKeys | undefined): SrtpKeys | 'none' | undefined {
    if (keys === undefined || this.#srtp === 'sdes') return keys ?? 'none';
    return this.#srtp === 'plain-music' ? undefined : { ...keys, local: newSrtpKey(keys.local.suite) };
  }

  /** The answer when the parked party makes an offer of its own; undefined when it has no sound that we could send. */
  answerTo(offer: Sdp): Sdp | undefined {
    const description = this.#describe();
    const answer = answerSdp(offer, description);
    if (answer !== undefined) this.playTo(offer, answer);
    return answer;
  }

  stop(): void {
    void this.#stream.close();
  }

  #describe(): Parameters<typeof audioOffer>[0] {
    return {
      ...this.descriptions.next(),
      port: this.#stream.port,
      direction: 'sendonly',
      cryptos: this.descriptions.cryptos,
    };
  }
}

/**
 * @param source        the frequency of a tone in Hz, or the path of a recording; undefined parks in silence
 * @param descriptions  of a dialog in which descriptions were given before
 */
export async function openMusic(
  host: string,
  source: number | string | undefined,
  descriptions = new OwnDescriptions(host),
  srtp?: SrtpMode,
): Promise<Music> {
  return new Music(await openMediaStream({ host, voices: [], speak: soundOf(source) }), source, descriptions, srtp);
}

/** Undefined is silence, as is a recording that cannot be read any more. */
export function soundOf(source: number | string | undefined): Sound | undefined {
  if (typeof source !== 'string') return source === undefined ? undefined : { kind: 'tone', hz: source };
  const recording = readRecording(source);
  return typeof recording === 'string' ? undefined : { kind: 'recording', recording };
}
