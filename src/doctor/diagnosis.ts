/** One line of `parkspec doctor`. */
export interface Diagnosis {
  readonly topic: string;
  readonly state: 'ok' | 'missing' | 'bad';
  /** What is there. */
  readonly text: string;
  /** What cannot be done for it; left out where all is well. */
  readonly cost?: string;
  /** How to get or mend it. */
  readonly remedy?: string;
  /** Without it not even the embedded default runs. */
  readonly essential?: true;
}

/** Whether `npm start` can run: the reference server as processes, with native phones. */
export function isReady(diagnoses: readonly Diagnosis[]): boolean {
  return diagnoses.every(({ state, essential }) => state === 'ok' || essential !== true);
}
