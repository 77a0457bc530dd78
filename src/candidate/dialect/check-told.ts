/** Where the orbit stands in what the server says: that must be told where it is looked for, and nowhere else. */
import type { Objection } from './check-dialect.ts';
import type { DialectSource } from './dialect-schema.ts';
import type { Dialect, OrbitSource } from './dialect-table.ts';

/** The sources of which a part is the orbit, and an example of that. */
const TELLING: Readonly<Partial<Record<OrbitSource, string>>> = {
  message: 'sip:(\\\\d+)@',
  redirect: ';orbit=(\\\\d+)',
  hook: 'slot (\\\\d+)',
};

export function checkTold(own: DialectSource['orbit'], dialect: Dialect): readonly Objection[] {
  return [...lacking(dialect), ...idle(own, dialect)];
}

function lacking({ park, orbit, told }: Dialect): readonly Objection[] {
  const from = ['orbit', 'from'] as const;
  if (orbit !== 'message' && park.proof.includes('message')) {
    const message = 'nothing says which message tells that a call is parked';
    const hint = `write \`orbit: { from: message, match: "${TELLING.message}" }\``;
    return [{ at: [['park', 'proof'], from], message, hint }];
  }
  if (orbit === 'redirect' && park.redirects === undefined) {
    const message = 'no redirect is followed, so that none tells the orbit';
    return [{ at: [from], message, hint: 'add `redirects: follow` to `park`' }];
  }
  if (orbit === 'hook' && park.hook === undefined && told !== undefined && told.hook === undefined) {
    const message = 'no hook tells the orbit';
    return [{ at: [from], message, hint: 'add `hook: { http: { get: "parked?call=${callid}" } }`' }];
  }
  const example = TELLING[orbit];
  if (example === undefined || told !== undefined) return [];
  const message = `nothing says where in the ${orbit} the orbit stands`;
  return [{ at: [from], message, hint: `add \`match: "${example}"\`` }];
}

function idle(own: DialectSource['orbit'], { orbit }: Dialect): readonly Objection[] {
  const says = { match: TELLING[orbit] !== undefined, of: orbit === 'message', hook: orbit === 'hook' };
  return (['match', 'of', 'hook'] as const).flatMap((key): readonly Objection[] => {
    if (own?.[key] === undefined || says[key]) return [];
    const message = `\`orbit.${key}\` says nothing of an orbit that is learnt by \`${orbit}\``;
    return [{ at: [['orbit', key]], message, hint: 'leave it out' }];
  });
}
