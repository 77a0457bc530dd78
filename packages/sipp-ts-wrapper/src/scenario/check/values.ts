import { DISTANT } from './vocabulary.ts';
import type { Attribute, Element } from '../element.ts';
import { before } from '../release.ts';
import type { Message } from '../step.ts';
import { stepElement } from '../step-element.ts';
import { usesOf } from '../variables.ts';
import { eachPlace, problem, problemAt, type Problem, type Subject } from './problem.ts';

type Words = Pick<Problem, 'rule' | 'what' | 'why' | 'hint'>;

/** Names, numbers and characters. */
export function values(subject: Subject): readonly Problem[] {
  return [
    ...names(subject),
    ...bounds(subject),
    ...eachPlace(subject, (place, section) => {
      const element = stepElement(place.step, () => 0);
      const all = [
        ...numbers(place.step),
        ...texts(place.step),
        ...elements(element).flatMap((each) => inElement(each, subject)),
      ];
      return all.map((words) => problemAt(place, section, words));
    }),
  ];
}

function names({ scenario }: Subject): readonly Problem[] {
  const labels = [...scenario.steps, ...(scenario.init ?? [])].flatMap((step) =>
    step.kind === 'label' ? [step.name] : [],
  );
  const declared = [...(scenario.globalVariables ?? []), ...(scenario.userVariables ?? [])];
  const variables = [...declared, ...usesOf(scenario).map(({ variable }) => variable)];
  return [
    ...[...new Set(labels)].filter((name) => !/^[\w. -]+$/.test(name)).map((name) => badName('label', name)),
    ...[...new Set(variables)].filter((name) => !isVariable(name)).map((name) => badName('variable', name)),
  ];
}

/** A minus or plus before a digit would be an offset. */
function isVariable(name: string): boolean {
  return /^[\w.-]+$/.test(name) && !/-\d/.test(name);
}

function badName(kind: 'label' | 'variable', name: string): Problem {
  return problem({
    rule: 'name',
    what: `${JSON.stringify(name)} is the name of a ${kind}`,
    why: 'SIPp reads some characters otherwise from place to place, and then finds nothing of this name.',
    hint: 'Use letters, digits, points, underscores, and minus signs that no digit follows.',
  });
}

function bounds({ scenario }: Subject): readonly Problem[] {
  return (['responseTimes', 'callLengths'] as const).flatMap((key) => {
    const all = scenario[key] ?? [];
    const sound = all.every((bound, index) => Number.isInteger(bound) && bound > (all[index - 1] ?? -1));
    if (sound) return [];
    return [
      problem({
        rule: 'bounds',
        what: `${key} are ${all.join(', ')}`,
        why: 'SIPp reads whole numbers, and counts each value for the first bound above it.',
        hint: 'Give whole milliseconds, each more than the one before.',
      }),
    ];
  });
}

/** The numbers of a step: option, range in words, and whether it is kept. */
function numbers(step: Message): readonly Words[] {
  const found: (readonly [string, number | undefined, string, boolean])[] = [
    ['lost', step.lost, 'from 0 to 100', within(step.lost, 0, 100)],
    ['chance', step.chance, 'from 0 to 1', within(step.chance, 0, 1)],
  ];
  if ('timeout' in step) found.push(['timeout', step.timeout, 'whole milliseconds above 0', wholeAbove(step.timeout)]);
  if ('retrans' in step) found.push(['retrans', step.retrans, 'whole milliseconds above 0', wholeAbove(step.retrans)]);
  if ('duration' in step && typeof step.duration === 'number') {
    found.push(['duration', step.duration, 'milliseconds from 0', within(step.duration, 0, 2 ** 31 - 1)]);
  }
  return found
    .filter(([, , , kept]) => !kept)
    .map(([name, value, range]) => ({
      rule: 'range',
      what: `${name} is ${value}`,
      why: 'SIPp refuses it, or makes something else of it.',
      hint: `It has to be ${range}.`,
    }));
}

function within(value: number | undefined, least: number, most: number): boolean {
  return value === undefined || (value >= least && value <= most);
}

function wholeAbove(value: number | undefined): boolean {
  return value === undefined || (Number.isInteger(value) && value > 0 && value < 2 ** 31);
}

function texts(step: Message): readonly Words[] {
  if (!('text' in step)) return [];
  // oxlint-disable-next-line no-control-regex -- it is control characters that are looked for
  const at = step.text.search(/\u0000|\r(?!\n)/);
  if (at < 0) return [];
  return [
    {
      rule: 'text-control',
      what: `its text has ${step.text[at] === '\r' ? 'a lone CR' : 'a NUL'} at ${at}`,
      why: 'SIPp drops every CR of a file, and ends a text at NUL.',
      hint: 'End lines with LF; other bytes are written \\xHH.',
    },
  ];
}

function elements(element: Element): readonly Element[] {
  return [element, ...(element.children ?? []).flatMap(elements)];
}

function inElement(element: Element, { version }: Subject): readonly Words[] {
  return element.attributes.flatMap((attribute, index) => [
    ...unwritable(element, attribute),
    ...(before(version, '3.7.8') ? mistakable(element, attribute, index) : []),
  ]);
}

/** Characters that SIPp 3.6 and a newer one read differently. */
function unwritable(element: Element, { name, value, reads }: Attribute): readonly Words[] {
  // oxlint-disable-next-line no-control-regex -- it is control characters that are looked for
  const bad = reads === 'raw' ? /["&<>\\\u0000-\u001F]/ : /\u0000/;
  const found = bad.exec(value)?.[0];
  if (found === undefined) return [];
  return [
    {
      rule: 'attribute-character',
      what: `${name} of ${element.name} has ${JSON.stringify(found)} in it`,
      why: 'There is no way to write it that all versions of SIPp read alike.',
      hint: 'Choose a value without it.',
    },
  ];
}

/** SIPp before 3.7.8 looks for ` name=` anywhere in an element, values included, and takes the first. */
function mistakable(element: Element, { name, value }: Attribute, index: number): readonly Words[] {
  const earlier = new Set(element.attributes.slice(0, index + 1).map((attribute) => attribute.name));
  return [...value.matchAll(/[ \t\r\n]([A-Za-z_0-9]+)[ \t\r\n]*=/g)].flatMap((match) => {
    const other = match[1] ?? '';
    if (earlier.has(other) || !DISTANT.has(other)) return [];
    return [
      {
        rule: 'attribute-mistaken',
        what: `${name} of ${element.name} holds ${JSON.stringify(match[0].trim())}`,
        why: `SIPp before 3.7.8 takes it for the attribute ${other} of the element.`,
        hint: 'Write the space before it as \\x20 where SIPp reads keywords, or reword it.',
      },
    ];
  });
}
