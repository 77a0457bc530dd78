import { randomInt } from 'node:crypto';
import type { MediaEvent, VoiceName } from '../history/event.ts';
import type { VoiceChange } from '../media/ear.ts';
import { CODECS, PLAIN } from '../audio-format.ts';
import { openMediaStream, type MediaStream } from '../media/stream.ts';
import { OTHER } from '../media/voices.ts';
import { Tally } from '../network/tally.ts';
import {
  agreedAudio,
  answerSdp,
  type AudioStream,
  audioOf,
  audioOffer,
  type Direction,
  type OwnCryptos,
  type Sdp,
} from '../sip/sdp.ts';
import type { PhoneOptions } from './phone.ts';
import { hostPort } from '../numeric-host.ts';
import { agreedKeys, newCryptos } from '../sip/srtp-agreement.ts';
import type { SrtpFault } from '../srtp-key.ts';

/** Hosts outside of the reach of a phone that are told of one leg; each is told once. */
const MOST_OUTSIDE = 16;

/** The audio of one leg: its RTP stream, what it offers and answers, and whether its voice is sent (RFC 3264). */
export class LegMedia {
  /** This side has put the call on hold. */
  holding = false;
  readonly #phone: PhoneOptions;
  readonly #callId: string;
  readonly #stream: MediaStream;
  readonly #tally: Tally;
  /** One key of each suite for all descriptions of the leg, so that a peer need not learn another one at each re-INVITE. */
  readonly #cryptos: OwnCryptos | undefined;
  readonly #sessionId = randomInt(1, 2 ** 47);
  #version = 0;
  /** Why the keys of the peer cannot be used, as it was told last. */
  #told: SrtpFault | undefined;
  /** The payload type by which the peer takes telephone events, where both sides have agreed on them. */
  #events: number | undefined;

  private constructor(phone: PhoneOptions, callId: string, stream: MediaStream, tally: Tally) {
    this.#phone = phone;
    this.#callId = callId;
    this.#stream = stream;
    this.#tally = tally;
    this.#cryptos = phone.srtp === 'sdes' ? newCryptos() : undefined;
    if (this.#cryptos !== undefined) stream.secure('none');
    stream.onVoice = (change) => this.#report(change);
  }

  /** Opens the stream for the leg with this Call-ID, so that who is heard on it is reported from its first packet on. */
  static async open(phone: PhoneOptions, callId: string): Promise<LegMedia> {
    const { party, host, taps, voices, access, reach } = phone;
    const tally = new Tally();
    const outside = new Set<string>();
    const link = access?.link('rtp', (mishap) => tally.mishap(mishap));
    const stream = await openMediaStream({
      host,
      ports: phone.ports ?? 'range',
      voices,
      speak: voices.find((voice) => voice.name === party)?.sound,
      link: link && {
        carry: (direction, bytes, remote, go) => tally.count(direction, link.carry(direction, bytes, remote, go)),
      },
      admits: reach?.admits,
      onOutside: (direction, { address, port }) => {
        if (outside.has(`${direction} ${address}`) || outside.size === MOST_OUTSIDE) return;
        outside.add(`${direction} ${address}`);
        taps.astray?.({ tap: party, channel: 'rtp', direction, remote: `udp:${hostPort(address, port)}`, callId });
      },
      onTrouble: (error) => taps.trouble('its RTP socket failed', error),
      onFlood: (why) => taps.flooded?.(why),
    });
    return new LegMedia(phone, callId, stream, tally);
  }

  hearing(): readonly VoiceName[] {
    return this.#stream.hearing().map((voice) => this.#named(voice));
  }

  listen(voice: VoiceName | 'anything', frames: number, within: number): Promise<boolean> {
    return this.#stream.listen(voice, frames, within);
  }

  listenForEnd(voice: VoiceName | 'anything', quietFor: number, within: number): Promise<boolean> {
    return this.#stream.listenForEnd(voice, quietFor, within);
  }

  /** Records a sample for each voice that is heard, and what the network took of the audio. */
  sample(): void {
    for (const heard of this.#stream.sample()) this.#report({ event: 'sample', ...heard });
    this.#reportLosses();
    this.#reportRefused();
  }

  close(): Promise<void> {
    this.#reportLosses();
    this.#reportRefused();
    return this.#stream.close();
  }

  offer(direction: Direction): Sdp {
    return audioOffer({
      ...this.#here(),
      direction,
      codecs: CODECS,
      events: this.#phone.digits,
      cryptos: this.#cryptos,
    });
  }

  /** Undefined for an offer without a codec of ours. */
  answer(offer: Sdp): Sdp | undefined {
    const direction = this.holding ? 'sendonly' : 'sendrecv';
    const answer = answerSdp(offer, {
      ...this.#here(),
      direction,
      codecs: CODECS,
      events: this.#phone.digits,
      cryptos: this.#cryptos,
    });
    const audio = answer === undefined && this.#cryptos !== undefined ? audioOf(offer) : undefined;
    const lack = audio && agreedKeys({ ...audio, cryptos: this.#cryptos ?? [] }, audio);
    if (typeof lack === 'string') this.#tellFault(lack);
    return answer;
  }

  /** Sends the voice, or not, as both sides have agreed. A side that holds is silent though it may say sendonly. */
  agreed(local: Sdp, remote: Sdp | undefined): void {
    const here = audioOf(local)?.direction;
    const described = remote === undefined ? undefined : agreedAudio(local, remote);
    const there = described && this.#secured(local, described);
    const wanted = there?.direction === 'sendrecv' || there?.direction === 'recvonly';
    const speaks = !this.holding && (here === 'sendrecv' || here === 'sendonly');
    this.#events = audioOf(local)?.events === undefined ? undefined : there?.events;
    this.#stream.format = there?.format ?? PLAIN;
    this.#stream.sendTo(speaks && wanted ? there : undefined);
  }

  /** The stream of the peer, where it is of RTP or SRTP as ours is. */
  #secured(local: Sdp, there: AudioStream): AudioStream | undefined {
    if (this.#cryptos === undefined) return there.secure ? undefined : there;
    const keys = agreedKeys(audioOf(local), there);
    if (typeof keys === 'object') {
      this.#told = undefined;
      this.#stream.secure(keys);
      return there;
    }
    this.#stream.secure('none');
    this.#tellFault(keys);
    return undefined;
  }

  #tellFault(why: SrtpFault): void {
    if (why === this.#told) return;
    this.#told = why;
    const { party, taps } = this.#phone;
    taps.srtp?.({ tap: party, leg: this.#callId, found: 'description', why });
  }

  /** Sends digits as telephone events; false where that was not agreed on, or they were not all sent. */
  async press(digits: string): Promise<boolean> {
    const { party, taps } = this.#phone;
    if (this.#events === undefined) return false;
    const tell = (): void => taps.digits?.({ tap: party, leg: this.#callId, digits }, performance.now());
    return this.#stream.press(digits, this.#events, tell);
  }

  #report({ event, voice, at, gapMs }: { event: MediaEvent['event'] } & Omit<VoiceChange, 'event'>): void {
    const { party, taps } = this.#phone;
    const gap = gapMs === undefined ? {} : { gapMs };
    taps.media({ tap: party, leg: this.#callId, event, voice: this.#named(voice), at, ...gap }, performance.now());
  }

  #reportRefused(): void {
    const { party, taps } = this.#phone;
    const { plain, wrong } = this.#stream.refusedPackets();
    if (plain + wrong > 0) taps.srtp?.({ tap: party, leg: this.#callId, found: 'packets', plain, wrong });
  }

  #reportLosses(): void {
    const { party, taps, access } = this.#phone;
    if (access === undefined) return;
    for (const counts of this.#tally.take()) taps.network({ channel: 'rtp', tap: party, leg: this.#callId, ...counts });
  }

  #named(voice: string): VoiceName {
    return this.#phone.voices.find(({ name }) => name === voice)?.name ?? OTHER;
  }

  #here(): { address: string; port: number; sessionId: number; version: number } {
    this.#version += 1;
    return { address: this.#phone.host, port: this.#stream.port, sessionId: this.#sessionId, version: this.#version };
  }
}
