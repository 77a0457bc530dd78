import { before } from '../release.ts';
import { writeScenario } from '../write.ts';
import { problem, problemAt, type Problem, type Subject } from './problem.ts';

/** SIPp before 3.7.8 reads so many bytes of a scenario and no more. */
const LARGEST = 65_535;

/** What a scenario as a whole has to have. */
export function shape(subject: Subject): readonly Problem[] {
  return [...messages(subject), ...timewaits(subject), ...size(subject)];
}

function messages({ steps: { places } }: Subject): readonly Problem[] {
  if (places.length === 0) {
    return [
      problem({
        rule: 'empty',
        what: 'there is no step but labels',
        why: 'SIPp ends: "Did not find any messages inside of scenario!"',
        hint: 'Add a send or a recv.',
      }),
    ];
  }
  if (places.some(({ step }) => step.kind === 'send' || step.kind === 'recv')) return [];
  return [
    problem({
      rule: 'no-sip',
      what: 'no step sends or receives SIP',
      why: 'SIPp ends: "Unable to determine send mode of the tool (server, client)".',
      hint: 'Add a send or a recv, were it one that is never reached.',
    }),
  ];
}

function timewaits({ steps: { places } }: Subject): readonly Problem[] {
  return places.flatMap((place) => {
    if (place.step.kind !== 'timewait') return [];
    const last = place.number === places.length - 1;
    return [
      ...(last ? [] : ['it is not the last step']),
      ...(place.step.next === undefined ? [] : ['it has a next']),
    ].map((what) =>
      problemAt(place, 'steps', {
        rule: 'timewait',
        what,
        why: 'SIPp ends: a timewait ends the call, so nothing comes behind it.',
        hint: 'Put it last, without next, or use a pause.',
      }),
    );
  });
}

function size({ scenario, version }: Subject): readonly Problem[] {
  if (!before(version, '3.7.8')) return [];
  const bytes = new TextEncoder().encode(writeScenario(scenario)).length;
  if (bytes <= LARGEST) return [];
  return [
    problem({
      rule: 'size',
      what: `its XML has ${bytes} bytes`,
      why: `SIPp before 3.7.8 takes at most ${LARGEST}, and says only "Unable to load or parse".`,
      hint: 'Share what repeats by labels, or take bodies from files: [file name=...].',
    }),
  ];
}
