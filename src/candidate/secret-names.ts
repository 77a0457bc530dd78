/** The secrets of a candidate by name, whatever their values are. Pure. */
import type { Candidate } from './candidate.ts';
import { credentialsOf, textsOf } from './http-order.ts';
import { httpOrders } from './http-orders.ts';
import { isInherited, variablesIn } from './passed-variables.ts';
import { PARTIES } from '../suite/cell.ts';
import { environmentTexts } from './secret-values.ts';

export function secretNames(candidate: Candidate): readonly string[] {
  const { password, users, secrets = [] } = candidate;
  const orders = httpOrders(candidate);
  const own = PARTIES.map((party) => ({ party, text: users?.[party].password }));
  const texts = [
    password,
    ...own.map(({ text }) => text),
    ...environmentTexts(candidate).map(([, text]) => text),
    ...orders.flatMap(({ order }) => textsOf(order)),
  ];
  const variables = texts.flatMap((text) => variablesIn(text ?? '')).filter((name) => !isInherited(name));
  const plain = [
    { name: 'the password of `accounts`', text: password },
    ...own.map(({ party, text }) => ({ name: `the password of ${party}`, text: text === password ? undefined : text })),
    ...orders.flatMap(({ order, what }) => credentialsOf(order, what)),
  ].filter(({ text }) => text !== undefined && variablesIn(text).length === 0);
  return [...new Set([...secrets, ...variables, ...plain.map(({ name }) => name)])];
}
