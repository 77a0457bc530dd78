import type { Label, Nop, Step } from './step.ts';

/** What SIPp runs for each call: plain values, made by the functions of `build.ts` or read from XML. */
export interface Scenario {
  readonly name: string;
  readonly steps: readonly Step[];
  /** Run once, before the first call. */
  readonly init?: readonly (Nop | Label)[];
  /** Variables that all calls share. */
  readonly globalVariables?: readonly string[];
  /** Variables that all calls of one user share. */
  readonly userVariables?: readonly string[];
  /** Variables that may be named only once; what `toXml` finds to be so is referenced by itself. */
  readonly references?: readonly string[];
  /** Bounds of the response time statistics in ms. */
  readonly responseTimes?: readonly number[];
  /** Bounds of the call length statistics in ms. */
  readonly callLengths?: readonly number[];
  /** Messages of SIPp's own that are replaced, by their id. */
  readonly defaultMessages?: readonly { readonly id: string; readonly text: string }[];
}
