import type { CheckOptions } from '../scenario/check/check.ts';
import type { Scenario } from '../scenario/scenario.ts';
import { toXml } from '../scenario/to-xml.ts';
import type { Executor } from './executor.ts';

/** Where a scenario comes from: values of this package, SIPp's own XML as text, or an XML file of the executor. */
export type ScenarioSource = Scenario | { readonly xml: string } | { readonly file: string };

/** The XML of a scenario. @throws ScenarioError; RangeError where there is no such file */
export async function scenarioText(
  source: ScenarioSource,
  executor: Executor,
  options: CheckOptions = {},
): Promise<string> {
  if ('steps' in source) return toXml(source, options);
  if ('xml' in source) return source.xml;
  const text = await executor.readFile(source.file);
  if (text === undefined) throw new RangeError(`There is no scenario file ${source.file}.`);
  return text;
}
