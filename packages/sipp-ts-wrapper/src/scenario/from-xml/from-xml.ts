import { readFile } from 'node:fs/promises';
import { before, OLDEST, type Release } from '../release.ts';
import type { Scenario } from '../scenario.ts';
import type { Label, Nop, Step } from '../step.ts';
import { Fields } from './fields.ts';
import { present } from './present.ts';
import { readXml, type XmlElement } from './read-xml.ts';
import { messageFrom, textOf } from './step.ts';
import { ScenarioSyntaxError } from './syntax-error.ts';

export interface FromXmlOptions {
  /** The SIPp that the file is for; 3.6.1 where left out. From 3.7.8 on, entities are decoded in all attributes. */
  readonly version?: Release;
}

/**
 * The scenario in the text of an XML file. What SIPp overlooks, such as an attribute that it does not know, is an error: it
 * was written for something.
 * @throws ScenarioSyntaxError
 */
export function scenarioFromXml(text: string, options: FromXmlOptions = {}): Scenario {
  const decodes = !before(options.version ?? OLDEST, '3.7.8');
  const root = readXml(text);
  const fields = new Fields(root, decodes);
  if (root.name !== 'scenario') fields.fail(`The file holds <${root.name}>`, 'SIPp wants <scenario>.');
  const name = fields.text('name') ?? '';
  fields.finish();
  const parts = root.children.map((child) => part(child, decodes));
  const all = <K extends Part['kind']>(kind: K) =>
    parts.filter((each): each is Extract<Part, { kind: K }> => each.kind === kind);
  const steps = all('step').map(({ step }) => step);
  return {
    name,
    steps,
    ...present({
      init: some(all('init').flatMap((each) => each.steps)),
      globalVariables: some(all('Global').flatMap(({ names }) => names)),
      userVariables: some(all('User').flatMap(({ names }) => names)),
      references: some(all('Reference').flatMap(({ names }) => names)),
      responseTimes: some(all('ResponseTimeRepartition').at(-1)?.bounds),
      callLengths: some(all('CallLengthRepartition').at(-1)?.bounds),
      defaultMessages: some(all('DefaultMessage').map(({ id, text: message }) => ({ id, text: message }))),
    }),
  };
}

/**
 * The scenario in an XML file.
 * @throws ScenarioSyntaxError, with the file's name
 */
export async function scenarioFromFile(path: string, options: FromXmlOptions = {}): Promise<Scenario> {
  const text = await readFile(path, 'utf8');
  try {
    return scenarioFromXml(text, options);
  } catch (error) {
    if (!(error instanceof ScenarioSyntaxError)) throw error;
    throw new ScenarioSyntaxError(error, error.what, error.hint, path);
  }
}

type Part =
  | { readonly kind: 'step'; readonly step: Step }
  | { readonly kind: 'init'; readonly steps: readonly (Nop | Label)[] }
  | { readonly kind: 'Global'; readonly names: readonly string[] }
  | { readonly kind: 'User'; readonly names: readonly string[] }
  | { readonly kind: 'Reference'; readonly names: readonly string[] }
  | { readonly kind: 'ResponseTimeRepartition'; readonly bounds: readonly number[] }
  | { readonly kind: 'CallLengthRepartition'; readonly bounds: readonly number[] }
  | { readonly kind: 'DefaultMessage'; readonly id: string; readonly text: string };

function part(element: XmlElement, decodes: boolean): Part {
  const fields = new Fields(element, decodes);
  const found = partOf(fields, decodes);
  fields.finish();
  return found;
}

function partOf(fields: Fields, decodes: boolean): Part {
  const kind = fields.element.name;
  switch (kind) {
    case 'Global':
    case 'User':
    case 'Reference':
      return { kind, names: fields.names('variables') };
    case 'ResponseTimeRepartition':
    case 'CallLengthRepartition':
      return { kind, bounds: bounds(fields) };
    case 'DefaultMessage':
      return { kind, id: fields.needed('id', 'text'), text: textOf(fields) };
    case 'init':
      return { kind, steps: fields.element.children.map((child) => inInit(child, decodes)) };
    case 'label':
      return { kind: 'step', step: { kind, name: fields.needed('id', 'text') } };
    default:
      return { kind: 'step', step: messageFrom(fields, decodes) };
  }
}

function inInit(element: XmlElement, decodes: boolean): Nop | Label {
  const found = part(element, decodes);
  if (found.kind === 'step' && (found.step.kind === 'nop' || found.step.kind === 'label')) return found.step;
  return new Fields(element, decodes).fail(
    `<${element.name}> in <init>`,
    'SIPp ends at it: only nop and label go there.',
  );
}

function bounds(fields: Fields): readonly number[] {
  return fields
    .needed('value')
    .split(',')
    .map((text) => {
      if (!/^\s*\d+\s*$/.test(text)) fields.failAt('value', `"${text}" is no whole number`, 'Write milliseconds.');
      return Number(text);
    });
}

/** A list that has something in it. */
function some<T>(list: readonly T[] | undefined): readonly T[] | undefined {
  return list === undefined || list.length === 0 ? undefined : list;
}
