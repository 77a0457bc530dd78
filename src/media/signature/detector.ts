/** Tells from 10 ms blocks of one source which signatures it carries. It has no clock. */
import { bitCount } from '../bit-count.ts';
import { SYMBOL_TONES, type Slope } from './alphabet.ts';
import { HYPOTHESES, type Hypothesis, PERIOD, Record, toneOf, WINDOW } from './hypothesis.ts';
import { offTune, type Spectrum, spectrumOf } from './spectrum.ts';

interface Demand {
  /** Of the sixteen blocks of the window, those that carry the tone that they should. */
  readonly blocks: number;
  /** Different symbols among them, of at least two blocks each. */
  readonly symbols: number;
  /** Part of what is heard in these blocks that the tones explain. */
  readonly purity: number;
  /** Part of the pairs of blocks of one symbol in which its tone keeps its frequency. */
  readonly inTune: number;
}

const TO_BEGIN: Demand = { blocks: 11, symbols: 4, purity: 0.7, inTune: 0.7 };
/** A party that is heard already needs less, so that lost packets do not make a pause. */
const TO_GO_ON: Demand = { blocks: 6, symbols: 2, purity: 0.5, inTune: 0.5 };
/** How far a tone may be off its frequency: the clocks of two machines, and 6 Hz for what noise does to a phase. */
const tolerance = (hz: number): number => 0.015 * hz + 6;

export interface HeardSignature {
  readonly slope: Slope;
  /** How many blocks ago it began, at most the length of the window; 0 is the latest block. */
  readonly since: number;
  /** Of its tone in the latest block, as mean square. */
  readonly power: number;
}

interface Candidate {
  readonly hypothesis: Hypothesis;
  /** Its blocks in the window, see `Record`. */
  readonly word: number;
  readonly power: number;
}

interface Block extends Spectrum {
  readonly at: number;
}

export class SignatureDetector {
  readonly #record = new Record();
  /** The latest block first. */
  #window: readonly Block[] = [];
  #at = 0;
  #active: ReadonlySet<Slope> = new Set();

  /** Takes 10 ms of sound; returns the signatures that are heard in it. `active` are those that were heard of late. */
  push(samples: ArrayLike<number>, active: ReadonlySet<Slope>): readonly HeardSignature[] {
    this.#active = active;
    this.#at += 1;
    const block = { ...spectrumOf(samples), at: this.#at };
    this.#window = [block, ...this.#window.slice(0, WINDOW - 1)];
    this.#record.note(this.#at, block.present);
    const found = this.#together(this.#candidates());
    return found
      .filter(({ word }) => (word & 1) === 1)
      .map(({ hypothesis, word }) => ({
        slope: hypothesis.slope,
        since: Math.floor(Math.log2(word)),
        power: block.powers[toneOf(hypothesis, this.#at)] ?? 0,
      }));
  }

  /** Steps over blocks that were lost: the signatures have gone on meanwhile. */
  skip(blocks: number): void {
    this.#at += blocks;
  }

  /** Of each signature the best hypothesis that is borne out, the loudest first. */
  #candidates(): readonly Candidate[] {
    const best = new Map<Slope, Candidate>();
    for (const index of this.#mostBorneOut()) {
      const hypothesis = HYPOTHESES[index];
      const word = this.#record.words[index] ?? 0;
      if (hypothesis === undefined || !this.#isSigned(hypothesis, word)) continue;
      const power = this.#sum(word, [hypothesis]).explained;
      if (power > (best.get(hypothesis.slope)?.power ?? 0)) best.set(hypothesis.slope, { hypothesis, word, power });
    }
    return [...best.values()].toSorted((a, b) => b.power - a.power);
  }

  /** Of each signature the hypotheses with the most blocks, as indexes, where these are enough. */
  #mostBorneOut(): readonly number[] {
    const found: number[] = [];
    for (let first = 0; first < HYPOTHESES.length; first += PERIOD) {
      const slope = HYPOTHESES[first]?.slope;
      let most = slope === undefined ? WINDOW : this.#demandOf(slope).blocks;
      let some: number[] = [];
      for (let index = first; index < first + PERIOD; index += 1) {
        const count = bitCount(this.#record.words[index] ?? 0);
        if (count < most) continue;
        if (count > most) some = [];
        most = count;
        some.push(index);
      }
      found.push(...some);
    }
    return found;
  }

  #demandOf(slope: Slope): Demand {
    return this.#active.has(slope) ? TO_GO_ON : TO_BEGIN;
  }

  /** Enough symbols, and the tones in tune. */
  #isSigned(hypothesis: Hypothesis, word: number): boolean {
    const { symbols, inTune } = this.#demandOf(hypothesis.slope);
    return this.#symbols(hypothesis, word) >= symbols && this.#isInTune(hypothesis, word, inTune);
  }

  #isInTune(hypothesis: Hypothesis, word: number, share: number): boolean {
    let pairs = 0;
    let kept = 0;
    const blocks = this.#blocksOf(word);
    for (let age = 1; age < blocks.length; age += 1) {
      const [later, earlier] = [blocks[age - 1], blocks[age]];
      if (later === undefined || earlier === undefined || later.at !== earlier.at + 1) continue;
      const tone = toneOf(hypothesis, later.at);
      if (tone !== toneOf(hypothesis, earlier.at)) continue;
      pairs += 1;
      if (Math.abs(offTune(earlier, later, tone)) <= tolerance(SYMBOL_TONES[tone] ?? 0)) kept += 1;
    }
    return kept >= share * pairs;
  }

  /** In how many symbols at least two blocks bear a hypothesis out. */
  #symbols(hypothesis: Hypothesis, word: number): number {
    const blocks = new Uint8Array(SYMBOL_TONES.length);
    for (const { at } of this.#blocksOf(word)) {
      const tone = toneOf(hypothesis, at);
      blocks[tone] = (blocks[tone] ?? 0) + 1;
    }
    return blocks.filter((count) => count >= 2).length;
  }

  /** One party that explains what is heard, or two in a mix that explain it together. */
  #together([first, ...others]: readonly Candidate[]): readonly Candidate[] {
    if (first === undefined) return [];
    const second = others.find((other) => this.#standsBeside(first, other));
    if (second !== undefined && this.#explain([first, second])) return [first, second];
    return this.#explain([first]) ? [first] : [];
  }

  /** Where two signatures meet, only the louder one shows. */
  #standsBeside(first: Candidate, other: Candidate): boolean {
    const own = this.#window.reduce((bits, { at }, age) => {
      const meets = toneOf(first.hypothesis, at) === toneOf(other.hypothesis, at);
      return meets ? bits : bits | (other.word & (1 << age));
    }, 0);
    return bitCount(own) >= TO_GO_ON.blocks && this.#symbols(other.hypothesis, own) >= TO_GO_ON.symbols;
  }

  #explain(some: readonly Candidate[]): boolean {
    const word = some.reduce((bits, each) => bits | each.word, 0);
    const hypotheses = some.map(({ hypothesis }) => hypothesis);
    const { explained, total } = this.#sum(word, hypotheses);
    return explained >= Math.max(...hypotheses.map(({ slope }) => this.#demandOf(slope).purity)) * total;
  }

  /** The power of the tones that hypotheses expect, and of all that was heard, in the blocks of a word. */
  #sum(word: number, hypotheses: readonly Hypothesis[]): { explained: number; total: number } {
    let explained = 0;
    let total = 0;
    for (const block of this.#blocksOf(word)) {
      total += block.total;
      let counted = 0;
      for (const hypothesis of hypotheses) {
        const tone = toneOf(hypothesis, block.at);
        if ((counted & (1 << tone)) === 0) explained += block.powers[tone] ?? 0;
        counted |= 1 << tone;
      }
    }
    return { explained, total };
  }

  #blocksOf(word: number): readonly Block[] {
    return this.#window.filter((_, age) => ((word >> age) & 1) === 1);
  }
}
