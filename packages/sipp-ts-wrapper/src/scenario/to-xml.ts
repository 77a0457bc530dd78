import { checkScenario, type CheckOptions } from './check/check.ts';
import { ScenarioError } from './check/problem.ts';
import type { Scenario } from './scenario.ts';
import { writeScenario } from './write.ts';

/**
 * The scenario as the XML that SIPp reads.
 * @throws ScenarioError with everything that SIPp would refuse, or do silently wrong.
 */
export function toXml(scenario: Scenario, options: CheckOptions = {}): string {
  const problems = checkScenario(scenario, options);
  if (problems.length > 0) throw new ScenarioError(scenario.name, problems);
  return writeScenario(scenario);
}
