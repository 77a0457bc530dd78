/** Variables that a candidate file passes on by name: `${env:NAME}` in a value of `env`, or in a password. Pure. */
import { environmentsOf } from './environments.ts';
import type { Candidate } from './candidate.ts';
import { textsOf } from './http-order.ts';
import { httpOrders } from './http-orders.ts';
import { eachParty } from './users.ts';

const VARIABLE = /\$\{env:([A-Za-z_][A-Za-z0-9_]*)\}/g;

export type Environment = Readonly<Record<string, string | undefined>>;

const INHERITED = /^(PATH|HOME|USER|LOGNAME|TMPDIR|TZ|LANG|LANGUAGE|LC_.*)$/;

/** Whether whatever is started finds the variable without being told. */
export function isInherited(name: string): boolean {
  return INHERITED.test(name);
}

/** Whether the placeholder `name`, without `${` and `}`, is one of a variable. */
export function namesVariable(name: string): boolean {
  return /^env:[A-Za-z_][A-Za-z0-9_]*$/.test(name);
}

/** The names of the variables that a text passes on. */
export function variablesIn(text: string): readonly string[] {
  return [...text.matchAll(VARIABLE)].map(([, name = '']) => name);
}

/** Replaces each by its value; one that is not set is told, and leaves nothing. */
export function fillInText(
  text: string,
  from: Environment,
  onMissing: (name: string) => void,
  escape: (value: string) => string = (value) => value,
): string {
  return text.replace(VARIABLE, (_, name: string) => {
    const value = from[name];
    if (value === undefined) onMissing(name);
    return escape(value ?? '');
  });
}

/** The same in each value. */
export function fillInVariables(
  env: Readonly<Record<string, string>>,
  from: Environment,
  onMissing: (name: string) => void,
): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(env).map(([name, text]) => [name, fillInText(text, from, onMissing)]));
}

/** The candidate with the passwords that its file passes on. */
export function withPasswords(candidate: Candidate, from: Environment, onMissing: (name: string) => void): Candidate {
  const { password, users, spares } = candidate;
  const fill = (text: string | undefined): string | undefined =>
    text === undefined ? undefined : fillInText(text, from, onMissing);
  return {
    ...candidate,
    password: fill(password),
    ...(users && { users: eachParty((party) => ({ ...users[party], password: fill(users[party].password) })) }),
    ...(spares && { spares: spares.map((user) => ({ ...user, password: fill(user.password) })) }),
  };
}

/** The names that the file passes on and that are not set in `from`. */
export function missingVariables(candidate: Candidate, from: Environment): readonly string[] {
  const missing = new Set<string>();
  for (const env of environmentsOf(candidate)) fillInVariables(env, from, (name) => missing.add(name));
  for (const text of Object.values(candidate.tls ?? {}))
    if (typeof text === 'string') fillInText(text, from, (name) => missing.add(name));
  withPasswords(candidate, from, (name) => missing.add(name));
  for (const { order } of httpOrders(candidate)) {
    for (const text of textsOf(order)) fillInText(text, from, (name) => missing.add(name));
  }
  return [...missing];
}
