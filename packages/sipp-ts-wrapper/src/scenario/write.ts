import { attributes, type Element, writeElement } from './element.ts';
import { numberOf } from './outline.ts';
import type { Scenario } from './scenario.ts';
import { stepElement } from './step-element.ts';
import { usesOf } from './variables.ts';

/** The XML of a scenario, whether it is sound or not. */
export function writeScenario(scenario: Scenario): string {
  return `<?xml version="1.0" encoding="UTF-8"?>\n${writeElement(scenarioElement(scenario))}`;
}

/** The elements that a scenario becomes. */
function scenarioElement(scenario: Scenario): Element {
  const { init = [], steps } = scenario;
  const inInit = init.map((step) => stepElement(step, numberOf(init)));
  return {
    name: 'scenario',
    attributes: attributes('raw', { name: scenario.name }),
    children: [
      // A variable is the scenario's own unless it was declared before its first use.
      ...list('Global', scenario.globalVariables),
      ...list('User', scenario.userVariables),
      ...(scenario.defaultMessages ?? []).map(({ id, text }) => ({
        name: 'DefaultMessage',
        attributes: attributes('text', { id }),
        cdata: text,
      })),
      ...(inInit.length === 0 ? [] : [{ name: 'init', attributes: [], children: inInit }]),
      ...steps.map((step) => stepElement(step, numberOf(steps))),
      // SIPp knows only the variables that it has already read.
      ...list('Reference', references(scenario)),
      ...bounds('ResponseTimeRepartition', scenario.responseTimes),
      ...bounds('CallLengthRepartition', scenario.callLengths),
    ],
  };
}

function list(name: string, variables: readonly string[] = []): readonly Element[] {
  return variables.length === 0 ? [] : [{ name, attributes: attributes('text', { variables: variables.join(',') }) }];
}

function bounds(name: string, values: readonly number[] = []): readonly Element[] {
  return values.length === 0 ? [] : [{ name, attributes: attributes('text', { value: values.join(', ') }) }];
}

/** SIPp ends at "Variable $x is referenced 1 times!": what is named once is named again. */
function references(scenario: Scenario): readonly string[] {
  const declared = [...(scenario.globalVariables ?? []), ...(scenario.userVariables ?? [])];
  const counts = new Map<string, number>();
  for (const name of [...declared, ...usesOf(scenario).map(({ variable }) => variable)]) {
    counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  const once = [...counts].filter(([, count]) => count === 1).map(([name]) => name);
  return [...new Set([...(scenario.references ?? []), ...once])];
}
