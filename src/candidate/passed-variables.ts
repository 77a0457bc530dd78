/** Variables that a candidate file passes on by name: `${env:NAME}` in the value of an `env`. Pure. */
import type { Candidate } from './candidate.ts';

const VARIABLE = /\$\{env:([A-Za-z_][A-Za-z0-9_]*)\}/g;

type Environment = Readonly<Record<string, string | undefined>>;

/** Whether the placeholder `name`, without `${` and `}`, is one of a variable. */
export function namesVariable(name: string): boolean {
  return /^env:[A-Za-z_][A-Za-z0-9_]*$/.test(name);
}

/** Replaces each by its value; one that is not set is told, and leaves nothing. */
export function fillInVariables(
  env: Readonly<Record<string, string>>,
  from: Environment,
  onMissing: (name: string) => void,
): Readonly<Record<string, string>> {
  const fill = (text: string): string =>
    text.replace(VARIABLE, (_, name: string) => {
      const value = from[name];
      if (value === undefined) onMissing(name);
      return value ?? '';
    });
  return Object.fromEntries(Object.entries(env).map(([name, text]) => [name, fill(text)]));
}

/** The names that the file passes on and that are not set in `from`. */
export function missingVariables({ process, docker, scripts }: Candidate, from: Environment): readonly string[] {
  const missing = new Set<string>();
  for (const part of [process, docker, scripts]) {
    if (part !== undefined) fillInVariables(part.env, from, (name) => missing.add(name));
  }
  return [...missing];
}
