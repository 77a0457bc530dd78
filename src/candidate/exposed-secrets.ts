/** What a candidate file calls secret and cannot be kept so, in words for the person who runs it. Pure. */
import type { Candidate } from './candidate.ts';
import { credentialsOf, variablesOf } from './http-order.ts';
import { httpOrders } from './http-orders.ts';
import type { Environment } from './passed-variables.ts';
import { SHORTEST } from '../secrets.ts';
import { isCommon, secretValues } from './secret-values.ts';

export function exposedSecrets(candidate: Candidate, from: Environment): readonly string[] {
  const { process, docker, edge } = candidate;
  const common = secretValues(candidate, from).filter(({ value }) => isCommon(value, candidate));
  const sections = { process, docker, 'edge.process': edge?.process, 'edge.docker': edge?.docker };
  const onCommandLine = Object.entries(sections).filter(([, started]) =>
    started?.command?.some((part) => part.includes(PASSWORD)),
  );
  return [
    ...common.map(
      ({ name }) =>
        `${name} is not hidden in what the server sends or prints: it has less than ${SHORTEST} characters, is a short number or an address, or is a word of SIP or of this file`,
    ),
    ...onCommandLine.map(
      ([section]) =>
        `anybody on this machine can read ${PASSWORD} in \`${section}.command\`: pass it in \`${section}.env\``,
    ),
    ...sentInTheClear(candidate),
  ];
}

/** Requests with something secret in them that others on the way can read. */
function sentInTheClear(candidate: Candidate): readonly string[] {
  const found = httpOrders(candidate).filter(
    ({ order, what }) =>
      order.url !== undefined &&
      OPEN.test(order.url) &&
      (credentialsOf(order, what).length > 0 || variablesOf(order).length > 0),
  );
  const whats = new Set(found.map(({ what }) => what));
  return [...whats].map((what) => `the credentials of ${what} can be read on the network: use https`);
}

/** Not of this machine. */
const OPEN = /^http:\/\/(?!127\.|localhost\b|\[::1\]|\$\{)/;

// oxlint-disable-next-line no-template-curly-in-string -- a placeholder of candidate files
const PASSWORD = '${password}';
