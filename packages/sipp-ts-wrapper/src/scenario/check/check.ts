import { outlineOf } from '../outline.ts';
import { OLDEST, type Release } from '../release.ts';
import type { Scenario } from '../scenario.ts';
import { actions } from './actions.ts';
import { commands } from './commands.ts';
import { keywords } from './keywords.ts';
import { labels } from './labels.ts';
import { loops } from './loops.ts';
import type { Problem, Rule } from './problem.ts';
import { receives } from './receives.ts';
import { sends } from './sends.ts';
import { shape } from './shape.ts';
import { timers } from './timers.ts';
import { transactions } from './transactions.ts';
import { values } from './values.ts';
import { variables } from './variables.ts';

export interface CheckOptions {
  /** The SIPp that will run it; 3.6.1 where left out, which does the least. */
  readonly version?: Release;
  /** The keywords that `-key` will give values to. */
  readonly keywords?: Iterable<string>;
}

const RULES: readonly Rule[] = [
  shape,
  values,
  labels,
  sends,
  loops,
  keywords,
  receives,
  transactions,
  timers,
  commands,
  variables,
  actions,
];

/** What SIPp would refuse of a scenario, or silently do otherwise; nothing where all is well. */
export function checkScenario(scenario: Scenario, options: CheckOptions = {}): readonly Problem[] {
  const subject = {
    scenario,
    steps: outlineOf(scenario.steps),
    init: outlineOf(scenario.init ?? []),
    version: options.version ?? OLDEST,
    keywords: new Set(options.keywords),
  };
  return RULES.flatMap((rule) => rule(subject));
}
