/** A phone that wants SRTP and did not get it: what it did not hear may be the very thing that is missing. */
import type { HistoryEvent, SrtpEvent } from '../history/event.ts';
import { refusedPackets, SRTP_FAULT_WORDS } from '../history/srtp-words.ts';
import { within } from './evidence/hearing.ts';
import type { Excerpt } from './excerpt.ts';
import { fail, type Finding, retold } from './finding.ts';
import { WORDS } from './sentences/field-words.ts';

type Observed = HistoryEvent & SrtpEvent;

/** Fewer packets than these, 200 ms, may have been on their way when keys changed. They prove nothing by themselves. */
const PROVES = 10;

/**
 * Beside a failure it is told, also where it came before the check. What was left open because of it is a failure, since it is the
 * candidate that described or sent it. Else it is an advisory.
 */
export function withoutSrtp({ facts, range }: Excerpt, finding: Finding): Finding {
  const { unsecured } = facts;
  const observed = unsecured.findLast(({ n }) => within(n, range)) ?? unsecured.at(-1);
  if (observed === undefined) return finding;
  const { what, source, proves } = told(observed, unsecured);
  const evidence = [...finding.evidence, observed.n].toSorted((a, b) => a - b);
  switch (finding.verdict) {
    case 'fail':
      return { ...retold(finding, 'no-srtp-too', { what, because: finding }), evidence };
    case 'inconclusive':
      if (proves) return fail('no-srtp', { what, because: finding }, { ...finding, evidence });
      return { ...retold(finding, 'no-srtp-too', { what, because: finding }), evidence };
    case 'pass':
      if (!within(observed.n, range)) return finding;
      return { ...finding, advisories: [...finding.advisories, { text: what, source, evidence: [observed.n] }] };
    case 'error':
    case 'not-applicable':
      return finding;
  }
}

function told(
  observed: Observed,
  all: readonly Observed[],
): { readonly what: string; readonly source: string; readonly proves: boolean } {
  const { tap, leg } = observed;
  if (observed.found === 'description') {
    const what = WORDS.noSrtp(tap, SRTP_FAULT_WORDS[observed.why]);
    return { what, source: 'RFC 4568 section 5.1', proves: true };
  }
  const ofLeg = all.filter((each) => each.tap === tap && each.leg === leg && each.n <= observed.n);
  const plain = sum(ofLeg, 'plain');
  const wrong = sum(ofLeg, 'wrong');
  return {
    what: WORDS.unheardPackets(tap, refusedPackets(plain, wrong)),
    source: 'RFC 3711 section 3.3',
    proves: plain + wrong >= PROVES,
  };
}

function sum(observed: readonly Observed[], which: 'plain' | 'wrong'): number {
  return observed.reduce((total, each) => total + (each.found === 'packets' ? each[which] : 0), 0);
}
