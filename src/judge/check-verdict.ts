import { type Code, type FieldsOf, say, type Sentence } from './sentences/sentences.ts';
import type { CheckVerdict, Verdict } from './verdict.ts';

type Proof = Pick<CheckVerdict, 'figures' | 'evidence' | 'advisories'>;

const NO_PROOF: Proof = { figures: {}, evidence: [], advisories: [] };

/** The verdict of a check that says a sentence. */
export function checkVerdict(id: string, verdict: Verdict, said: Sentence, proof: Proof = NO_PROOF): CheckVerdict {
  const { code, because, fields, reason } = said;
  const { figures, evidence, advisories } = proof;
  return {
    id,
    verdict,
    code,
    ...(because === undefined ? {} : { because }),
    fields,
    reason,
    figures,
    evidence,
    advisories,
  };
}

/** The verdict of a check that the judge has said nothing of, or nothing to rely on. */
export function unjudged<C extends Code>(id: string, code: C, fields: FieldsOf[C]): CheckVerdict {
  return checkVerdict(id, 'error', say(code, fields));
}
