/**
 * What a candidate and its scripts find in their environment: enough to find programs, a home and a language, and what the
 * file names. A token of the shell that started parkspec is none of their business, nor is where the run is recorded.
 */
import { type Environment, fillInVariables, isInherited } from '../candidate/passed-variables.ts';
import { HarnessError } from '../harness-error.ts';

/** @throws HarnessError where a variable is passed on that is not set */
export function environmentOf(named: Readonly<Record<string, string>>, from: Environment = process.env): Environment {
  const inherited = Object.entries(from).filter(([name]) => isInherited(name));
  return { ...Object.fromEntries(inherited), ...passedOn(named, from) };
}

/** What is named alone, for a container, which has an environment of its own. */
export function passedOn(
  named: Readonly<Record<string, string>>,
  from: Environment = process.env,
): Readonly<Record<string, string>> {
  return fillInVariables(named, from, (name) => {
    throw new HarnessError('start', `the candidate file passes on ${name}, which is not set`, {
      hint: `set ${name} where parkspec is started, or take \${env:${name}} out of the file`,
    });
  });
}
