import { expect, test } from '@jest/globals';
import { removeNetwork } from '../../../src/runtime/docker/remove-network.ts';

function refusal(statusCode: number, message: string): Error {
  return Object.assign(new Error(message), { statusCode });
}

const HELD = refusal(403, 'error while removing network: network x has active endpoints');

/** An engine that counts these containers in its network, of which some are there. */
function engine(counted: readonly string[], there: readonly string[]) {
  const endpoints = new Set(counted);
  const asked: string[] = [];
  const network = {
    remove: async () => {
      asked.push('remove');
      if (endpoints.size > 0) throw HELD;
    },
    inspect: async () => ({ Containers: Object.fromEntries([...endpoints].map((id) => [id, {}])) }),
    disconnect: async ({ Container, Force }: { Container: string; Force: boolean }) => {
      asked.push(`disconnect ${Container}${Force ? ' by force' : ''}`);
      endpoints.delete(Container);
    },
  };
  const container = (id: string) => ({
    inspect: async () => {
      if (!there.includes(id)) throw refusal(404, `no such container: ${id}`);
      return {};
    },
  });
  const docker = { getNetwork: () => network, getContainer: container };
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- as much of an engine as is asked
  return { docker: docker as unknown as Parameters<typeof removeNetwork>[0], asked };
}

test('a network that nothing holds is removed at once', async () => {
  const { docker, asked } = engine([], []);
  await removeNetwork(docker, 'x');
  expect(asked).toEqual(['remove']);
});

test('a container that is gone, and that the engine still counts, is disconnected', async () => {
  const { docker, asked } = engine(['gone'], []);
  await removeNetwork(docker, 'x');
  expect(asked).toEqual(['remove', 'disconnect gone by force', 'remove']);
});

test('a container that is there keeps its network', async () => {
  const { docker, asked } = engine(['gone', 'stranger'], ['stranger']);
  await expect(removeNetwork(docker, 'x')).rejects.toBe(HELD);
  expect(asked).toEqual(['remove', 'disconnect gone by force']);
});

test('any other refusal is told as it is', async () => {
  const missing = refusal(404, 'network x not found');
  const docker = { getNetwork: () => ({ remove: () => Promise.reject(missing) }), getContainer: () => ({}) };
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- as above
  await expect(removeNetwork(docker as unknown as Parameters<typeof removeNetwork>[0], 'x')).rejects.toBe(missing);
});
