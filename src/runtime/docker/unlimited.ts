/** The limits that an engine cannot keep: one without root, or on a kernel without the control groups for it. */
import { asked } from './engine-request.ts';
import type { Docker, Engine } from './engine.ts';

const answers = new WeakMap<Docker, Promise<readonly string[]>>();

/** A sentence for each, without its full stop; asked once a process. */
export function unlimitedIn({ docker }: Engine): Promise<readonly string[]> {
  const known = answers.get(docker) ?? ask(docker);
  answers.set(docker, known);
  return known;
}

async function ask(docker: Docker): Promise<readonly string[]> {
  const told: unknown = await asked('tell what it can limit', () => docker.info());
  const { MemoryLimit, PidsLimit }: Told = Object(told);
  return [
    ...(MemoryLimit === false ? [sentence('memory', 'memory')] : []),
    ...(PidsLimit === false ? [sentence('number of processes', 'processes')] : []),
  ];
}

/** Of what it tells (Docker Engine API, "get system information"); an engine that does not tell can do it. */
interface Told {
  readonly MemoryLimit?: boolean;
  readonly PidsLimit?: boolean;
}

function sentence(what: string, key: string): string {
  return `the engine cannot limit the ${what} of containers: \`docker.limits.${key}\` has no effect; see the warnings of \`docker info\``;
}
