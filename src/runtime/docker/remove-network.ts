/** Removes a network, also one in which the engine still counts containers that are gone. */
import { setTimeout as delay } from 'node:timers/promises';
import type { Docker } from './engine.ts';

/** How long endpoints that are being taken down are waited for, in ms, and how often they are looked at. */
const WITHIN = 3_000;
const EVERY = 100;
/** The engine's answer to what may not be done. */
const FORBIDDEN = 403;

type Networks = Pick<Docker, 'getNetwork' | 'getContainer'>;
type Network = ReturnType<Docker['getNetwork']>;

/**
 * The engine takes the endpoint of a container down after it has told of its removal, and sometimes forgets to. An endpoint
 * whose container is gone is disconnected; one of a container that is there keeps the network.
 *
 * @throws as dockerode does when the network cannot be removed
 */
export async function removeNetwork(docker: Networks, id: string): Promise<void> {
  const network = docker.getNetwork(id);
  const deadline = performance.now() + WITHIN;
  for (;;) {
    try {
      // oxlint-disable-next-line no-await-in-loop -- one attempt after the other
      await network.remove();
      return;
    } catch (cause) {
      if (Object(cause).statusCode !== FORBIDDEN) throw cause;
      // oxlint-disable-next-line no-await-in-loop -- as above
      const held = await heldBy(docker, network);
      if (held === 'a container' || performance.now() >= deadline) throw cause;
      // oxlint-disable-next-line no-await-in-loop -- as above
      await delay(EVERY);
    }
  }
}

/** Disconnects what is gone; tells whether a container that is there is among the rest. */
async function heldBy(docker: Networks, network: Network): Promise<'a container' | 'nothing'> {
  const { Containers: endpoints = {} } = await network.inspect();
  const kept = await Promise.all(
    Object.keys(endpoints ?? {}).map(async (container) => {
      const isThere = await docker
        .getContainer(container)
        .inspect()
        .then(() => true)
        .catch((cause: unknown) => Object(cause).statusCode !== 404);
      if (!isThere) await network.disconnect({ Container: container, Force: true }).catch(() => undefined);
      return isThere;
    }),
  );
  return kept.includes(true) ? 'a container' : 'nothing';
}
