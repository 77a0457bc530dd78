import type { Place } from '../outline.ts';
import { problem, problemAt, type Problem, type Subject } from './problem.ts';

interface Transaction {
  started: number;
  answered: number;
  acknowledged: number;
  invite: boolean;
}

/** Transactions that steps name: each is started and answered, an INVITE acknowledged as well. */
export function transactions({ steps }: Subject): readonly Problem[] {
  const all = new Map<string, Transaction>();
  const of = (name: string): Transaction => {
    const known = all.get(name) ?? { started: 0, answered: 0, acknowledged: 0, invite: false };
    all.set(name, known);
    return known;
  };
  const misplaced = steps.places.flatMap((place) => count(place, of));
  return [...misplaced, ...[...all].flatMap(([name, transaction]) => incomplete(name, transaction))];
}

function count(place: Place, of: (name: string) => Transaction): readonly Problem[] {
  const { step } = place;
  if (step.kind === 'recv' && step.response !== undefined && step.responseTxn !== undefined) {
    of(step.responseTxn).answered += 1;
  }
  if (step.kind !== 'send') return [];
  const method = step.text.trimStart().split(' ', 1)[0] ?? '';
  if (step.startTxn !== undefined) {
    if (method === 'ACK' || method === 'SIP/2.0') return [misuse(place, 'startTxn', `${method} starts none`)];
    const transaction = of(step.startTxn);
    transaction.started += 1;
    transaction.invite = method === 'INVITE';
  }
  if (step.ackTxn !== undefined) {
    if (method !== 'ACK') return [misuse(place, 'ackTxn', `${method} is no ACK`)];
    of(step.ackTxn).acknowledged += 1;
  }
  return [];
}

function misuse(place: Place, option: string, what: string): Problem {
  return problemAt(place, 'steps', {
    rule: 'transaction-misused',
    what: `${option} of a transaction, and ${what}`,
    why: 'SIPp ends when it loads the scenario.',
    hint: 'startTxn goes with a request, ackTxn with an ACK, responseTxn with a response that is received.',
  });
}

function incomplete(name: string, { started, answered, acknowledged, invite }: Transaction): readonly Problem[] {
  const lacks = [
    ...(started === 0 ? ['is never started'] : []),
    ...(started > 0 && answered === 0 ? ['has no responses defined'] : []),
    ...(started > 0 && invite && acknowledged === 0 ? ['is an INVITE transaction without an ACK'] : []),
    ...(started > 0 && !invite && acknowledged > 0 ? ['is a non-INVITE transaction with an ACK'] : []),
  ];
  return lacks.map((lack) =>
    problem({
      rule: 'transaction-incomplete',
      what: `transaction "${name}" ${lack}`,
      why: `SIPp ends: "Transaction ${name} ${lack}!"`,
      hint: 'Give the steps that belong to it startTxn, responseTxn and, for an INVITE, ackTxn.',
    }),
  );
}
