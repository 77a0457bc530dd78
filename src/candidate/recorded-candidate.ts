/** A candidate as it is recorded: without its secrets. Pure. */
import { HIDDEN, type Secrets } from '../secrets.ts';
import type { Candidate, EdgeProfile, ResetProfile, Transition } from './candidate.ts';
import { type HttpTarget, type HttpDetails, recordedDetails, recordedUrl } from './http-order.ts';
import { eachParty } from './users.ts';

/** Passwords are hidden, whatever they are, and so is each value of an `env`: no verdict needs one, nor users that are of no phone. */
export function recordedCandidate(candidate: Candidate, secrets: Secrets): Candidate {
  const { spares: _, ...told } = candidate;
  const { password, users, process, docker, scripts, edge, transitions, reset } = told;
  return secrets.hideIn({
    ...told,
    password: hidden(password),
    ...(users && { users: eachParty((party) => ({ ...users[party], password: hidden(users[party].password) })) }),
    process: process && { ...process, env: hiddenValues(process.env) },
    ...(docker && { docker: { ...docker, env: hiddenValues(docker.env) } }),
    ...(edge && { edge: recordedEdge(edge) }),
    ...(scripts && { scripts: { ...scripts, env: hiddenValues(scripts.env) } }),
    ...(reset && { reset: recordedReset(reset) }),
    transitions: {
      outage: recordedTransition(transitions.outage),
      failover: recordedTransition(transitions.failover),
      'failed-over': recordedTransition(transitions['failed-over']),
      failback: recordedTransition(transitions.failback),
      restored: recordedTransition(transitions.restored),
    },
  });
}

function recordedTransition({ actions, proofs, within }: Transition): Transition {
  return {
    actions: actions.map((action) => (action.kind === 'http' ? recordedOrder(action) : action)),
    proofs: proofs.map((proof) => (proof.kind === 'http' ? recordedOrder(proof) : proof)),
    within,
  };
}

function recordedReset({ actions, within }: ResetProfile): ResetProfile {
  return { actions: actions.map((action) => (action.kind === 'http' ? recordedOrder(action) : action)), within };
}

function recordedOrder<Order extends HttpTarget & { readonly details?: HttpDetails }>(order: Order): Order {
  return {
    ...order,
    ...(order.url !== undefined && { url: recordedUrl(order.url) }),
    ...(order.details && { details: recordedDetails(order.details, HIDDEN) }),
  };
}

function recordedEdge({ process, docker, ...edge }: EdgeProfile): EdgeProfile {
  return {
    ...edge,
    ...(process && { process: { ...process, env: hiddenValues(process.env) } }),
    ...(docker && { docker: { ...docker, env: hiddenValues(docker.env) } }),
  };
}

function hidden(password: string | undefined): string | undefined {
  return password === undefined ? undefined : HIDDEN;
}

function hiddenValues(env: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.keys(env).map((name) => [name, HIDDEN]));
}
