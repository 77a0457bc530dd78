import type { Diagnostic } from '../../suite/diagnostic.ts';
import { valueAt } from '../../suite/explain-issues.ts';
import type { YamlDocument } from '../../suite/yaml.ts';
import type { Capability } from '../candidate.ts';
import { placeholderProblems } from '../placeholders.ts';
import { buildDialect } from './build-dialect.ts';
import { checkBodyFile, checkKeysOfWay, orbitPlace } from './check-ways.ts';
import type { DialectSource } from './dialect-schema.ts';
import { type Dialect, type ParkProof, PROOFS_OF, READABLE_TYPE } from './dialect-table.ts';
import { namesOrbit, TEMPLATE_PLACEHOLDERS } from './template-placeholders.ts';

/** A place in the file, from the key that is more likely to be there to the one that is less. */
export type Place = readonly [key: string, ...rest: string[]];

export interface Objection {
  /** The keys that contradict each other; it is told at the first that the file has. */
  readonly at: readonly [Place, ...Place[]];
  readonly message: string;
  readonly hint: string;
}

/** What the keys of a dialect say against each other, and against what the server claims. */
export function checkDialect(
  source: DialectSource,
  capabilities: readonly Capability[],
  document: YamlDocument,
  folder: string,
): readonly Diagnostic[] {
  const dialect = buildDialect(source, folder);
  const unknown = templates(dialect).flatMap(([at, text]) =>
    placeholderProblems<string>(text, () => undefined, TEMPLATE_PLACEHOLDERS).map(({ message, hint }) =>
      document.diagnose([...at], 'value', message, hint),
    ),
  );
  const inBody = checkBodyFile(source, document, folder);
  if (unknown.length + inBody.length > 0) return [...unknown, ...inBody];
  const unfit = checkKeysOfWay(source, dialect);
  return (unfit.length > 0 ? unfit : objections(dialect, capabilities)).map(({ at, message, hint }) => {
    const place = at.find((each) => valueAt(document.value, each) !== undefined) ?? ['dialect'];
    return document.diagnose([...place], 'value', message, hint);
  });
}

function templates({ park, retrieve, state }: Dialect): ReadonlyArray<readonly [Place, string]> {
  const all: ReadonlyArray<readonly [Place, string]> = state.all === undefined ? [] : [[['state', 'all'], state.all]];
  return [
    [['park', 'to'], park.to],
    ...(park.digits === undefined ? [] : [[['park', 'send'], park.digits.send] as const]),
    [['retrieve', 'to'], retrieve.to],
    [['state', 'subscribe'], state.subscribe],
    ...all,
  ];
}

function objections(dialect: Dialect, capabilities: readonly Capability[]): readonly Objection[] {
  return [...onPark(dialect), ...onRetrieval(dialect), ...onState(dialect, capabilities)];
}

function onPark({ park, orbit, state }: Dialect): readonly Objection[] {
  const found: Objection[] = [];
  if (orbit === 'state' && !park.proof.includes('state')) {
    const message = 'the orbit is the one that turns occupied, and nobody waits for that';
    found.push({
      at: [
        ['orbit', 'from'],
        ['park', 'proof'],
      ],
      message,
      hint: 'write `proof: [notify, state]`',
    });
  }
  if (park.proof.includes('state') && !state.held) {
    const message =
      'an orbit that turns occupied is shown in a subscription that goes on, and it is asked for only once';
    found.push({ at: [['park', 'proof'], ['dialect']], message, hint: 'write `state: { held: true }`' });
  }
  if (park.proof.includes('state') && park.proof.length === 1) {
    const message = 'by its state alone nobody can tell that a park was refused';
    found.push({
      at: [['park', 'proof']],
      message,
      hint: 'write `proof: [notify, state]` or `proof: [answer, state]`',
    });
  }
  const chosen = orbit === 'chosen';
  const { key, text, example } = orbitPlace(park);
  const at = [
    ['park', key],
    ['orbit', 'from'],
  ] as const;
  if (chosen && !namesOrbit(text)) {
    const message = `the parker chooses the orbit, and \`${text}\` does not name it`;
    found.push({ at, message, hint: `put \${slot} into \`park.${key}\`, such as "${example}"` });
  }
  if (!chosen && namesOrbit(text)) {
    const message = `\`${text}\` names an orbit, and the server chooses it`;
    found.push({
      at,
      message,
      hint: 'write `orbit: { from: chosen }`',
    });
  }
  const possible = PROOFS_OF[park.by];
  const strange = park.proof.find((each) => !possible.includes(each));
  if (strange !== undefined) {
    const message = `no ${PROOF_WORDS[strange]} comes for a park by \`${park.by}\``;
    found.push({
      at: [
        ['park', 'proof'],
        ['park', 'by'],
      ],
      message,
      hint: `write \`proof: ${possible.filter((each) => each !== 'state').join('` or `')}\``,
    });
  }
  if (orbit === 'sipfrag' && !park.proof.includes('notify')) {
    const message = 'the sipfrag that tells the orbit is in a NOTIFY, and no NOTIFY is waited for';
    found.push({
      at: [
        ['orbit', 'from'],
        ['park', 'proof'],
      ],
      message,
      hint: 'write `proof: notify`, or `orbit: { from: chosen }`',
    });
  }
  return found;
}

const PROOF_WORDS: Readonly<Record<ParkProof, string>> = {
  notify: 'NOTIFY',
  answer: 'answer',
  bye: 'BYE',
  message: 'message',
  state: 'state',
  hook: 'word of a hook',
};

function onRetrieval({ retrieve, state }: Dialect): readonly Objection[] {
  const found: Objection[] = [];
  if (!namesOrbit(retrieve.to)) {
    const message = `\`${retrieve.to}\` leads to the same call whatever orbit is meant`;
    found.push({ at: [['retrieve', 'to']], message, hint: 'put ${orbit} into `retrieve.to`, such as "*88${orbit}"' });
  }
  if (retrieve.by === 'replaces' && retrieve.refer !== undefined) {
    const message = 'the server refers a retriever that calls it, and an INVITE with Replaces goes to the parkee';
    found.push({
      at: [
        ['retrieve', 'refer'],
        ['retrieve', 'by'],
      ],
      message,
      hint: 'write `by: invite`, or leave `refer` out',
    });
  }
  if (retrieve.by === 'replaces' && (state.match !== undefined || !state.parked.includes('confirmed'))) {
    const message = 'a call that is shown in no confirmed dialog cannot be taken over by Replaces (RFC 3891 section 3)';
    found.push({
      at: [
        ['retrieve', 'by'],
        ['state', 'parked'],
        ['state', 'accept'],
      ],
      message,
      hint: 'write `retrieve: { by: invite }`',
    });
  }
  return found;
}

/** States of dialogs are read out of one type; what any other says is for the file to tell. */
function onDocument({ accept, event, match, all }: Dialect['state']): readonly Objection[] {
  if (match === undefined) return [];
  const found: Objection[] = [];
  const at = [['state', 'accept']] as const;
  if (match === '') {
    const message = `nothing says how a document of ${accept} shows that a call is parked`;
    found.push({
      at,
      message,
      hint: 'add `parked: "on the phone"`, a regular expression that matches where a call is',
    });
  }
  if (event === 'dialog') {
    const message = `the dialog package has documents of ${READABLE_TYPE} (RFC 4235 section 3.5), and none of ${accept}`;
    found.push({ at, message, hint: 'add the package, such as `event: presence`' });
  }
  if (all !== undefined) {
    const message = `the expression tells that a call is parked, and not at which orbit`;
    found.push({ at: [['state', 'all']], message, hint: 'leave `all` out: each orbit is looked at by itself' });
  }
  return found;
}

function onState({ state, empty, park }: Dialect, capabilities: readonly Capability[]): readonly Objection[] {
  const found: Objection[] = [];
  found.push(...onDocument(state));
  if (park.proof.includes('state') && !capabilities.includes('orbit-status')) {
    const message = 'the state of an orbit proves that a call is parked, and the server does not claim to show it';
    found.push({ at: [['park', 'proof'], ['dialect']], message, hint: 'claim `orbit-status` in `capabilities`' });
  }
  if (!namesOrbit(state.subscribe)) {
    const message = `\`${state.subscribe}\` shows the same whatever orbit is meant`;
    const hint = 'put ${orbit} into `state.subscribe`; an address that shows all orbits belongs to `state.all`';
    found.push({ at: [['state', 'subscribe']], message, hint });
  }
  if (state.all !== undefined && namesOrbit(state.all)) {
    const message = `\`${state.all}\` shows one orbit, and all are meant`;
    found.push({
      at: [['state', 'all']],
      message,
      hint: 'leave `all` out where the server has no address for all orbits',
    });
  }
  if (empty === 'parks' && !capabilities.includes('orbit-status')) {
    const message = 'a phone that dials an empty orbit is parked, so that only a look-up can show that it is empty';
    found.push({ at: [['empty'], ['dialect']], message, hint: 'claim `orbit-status` in `capabilities`' });
  }
  return found;
}
