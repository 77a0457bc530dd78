/** A candidate as it is recorded: without its secrets. Pure. */
import { HIDDEN, type Secrets } from '../secrets.ts';
import type { Candidate } from './candidate.ts';
import { eachParty } from './users.ts';

/** Passwords are hidden, whatever they are, and so is each value of an `env`: no verdict needs one. */
export function recordedCandidate(candidate: Candidate, secrets: Secrets): Candidate {
  const { password, users, process, docker, scripts } = candidate;
  return secrets.hideIn({
    ...candidate,
    password: hidden(password),
    ...(users && { users: eachParty((party) => ({ ...users[party], password: hidden(users[party].password) })) }),
    process: process && { ...process, env: hiddenValues(process.env) },
    ...(docker && { docker: { ...docker, env: hiddenValues(docker.env) } }),
    ...(scripts && { scripts: { ...scripts, env: hiddenValues(scripts.env) } }),
  });
}

function hidden(password: string | undefined): string | undefined {
  return password === undefined ? undefined : HIDDEN;
}

function hiddenValues(env: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.keys(env).map((name) => [name, HIDDEN]));
}
