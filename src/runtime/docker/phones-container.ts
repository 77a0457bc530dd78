/** The container in which the phones of a cell have their sockets, where the harness does not reach the network of the cell. */
import { createSocket } from 'node:dgram';
import { join } from 'node:path';
import { parseAddressRange } from '../../address-range.ts';
import { HarnessError, messageOf } from '../../harness-error.ts';
import { PACKAGE_ROOT } from '../../package-root.ts';
import { settledWithin } from '../../settled-within.ts';
import { reachThrough } from '../../sockets/far-networks.ts';
import { FarSockets } from '../../sockets/far-sockets.ts';
import type { CellNetwork } from './cell-network.ts';
import { confinement } from './confinement.ts';
import { demultiplexer } from './demultiplex.ts';
import { asked, MISSING } from './engine-request.ts';
import type { Engine } from './engine.ts';
import { destroy } from './exec-output.ts';
import { type ImageSource, provideImage } from './image.ts';
import { PHONES_IN_VARIABLE } from './phones-in.ts';
import { labelsFor, type Purpose } from './resource-labels.ts';
import { subnetText } from './subnets.ts';

/** Node, and the program that opens sockets. */
export const PHONES_IMAGE: ImageSource = {
  kind: 'build',
  name: 'phones',
  context: join(PACKAGE_ROOT, 'dist/sockets'),
  dockerfile: join(PACKAGE_ROOT, 'containers/phones/Dockerfile'),
  files: ['outpost.js'],
};

/** How long its program may take to begin, in ms. */
const READY_WITHIN = 15_000;

export interface PhonesContainer {
  /** Its address in the network of the cell. */
  readonly address: string;
  remove(): Promise<void>;
}

export interface PhonesContainerOptions {
  readonly network: CellNetwork;
  readonly purpose: Omit<Purpose, 'role'>;
  /** Told when it ends by itself, or says what is no frame. */
  readonly onTrouble: (error: HarnessError) => void;
}

/**
 * Resolves when its sockets can be used: everything in the network of the cell is reached through them then. It ends when this
 * process ends, since its standard input does, and the engine removes it. Rejects with HarnessError, and leaves nothing.
 */
export async function startPhonesContainer(engine: Engine, options: PhonesContainerOptions): Promise<PhonesContainer> {
  const { network, purpose, onTrouble } = options;
  const address = network.addressOf('phones');
  const image = await provideImage(engine, PHONES_IMAGE);
  // Loaded here, so that only those pay for Testcontainers who make containers.
  const { GatedContainer } = await import('./gated-container.ts');
  const gated = new GatedContainer(image)
    .withName(`${network.name}-phones`)
    .withFixedPlace({ network: network.name, address, aliases: [] })
    .withHostname('phones')
    .withStandardInput()
    .withLabels(labelsFor({ ...purpose, role: 'phones' }))
    .withConfinement(confinement());
  const id = await asked('make the container of the phones', () => gated.make());
  const container = engine.docker.getContainer(id);
  const remove = (): Promise<void> =>
    asked('remove the container of the phones', () => container.remove({ force: true, v: true }), [MISSING, UNDER_WAY]);
  try {
    const steering = await asked('steer the phones', () =>
      container.attach({ stream: true, stdin: true, stdout: true, stderr: true, hijack: true }),
    );
    const sockets = new FarSockets((bytes) => steering.write(bytes));
    const ready = new Promise<boolean>((resolve) => (sockets.onReady = () => resolve(true)));
    let [closing, said] = [false, ''];
    const lost = (why: string): void => {
      sockets.lose();
      if (closing) return;
      closing = true;
      onTrouble(
        new HarnessError('phone', `the container of the phones ${why}${said === '' ? '' : `: ${said}`}`, {
          hint: 'did somebody remove it, or does the engine not answer any more?',
        }),
      );
    };
    const outputs = demultiplexer({
      stdout: (chunk) => sockets.take(chunk),
      stderr: (chunk) => {
        said = `${said}${chunk.toString()}`.slice(0, LONGEST_SAID);
      },
    });
    steering.on('data', (chunk: Buffer) => {
      try {
        outputs(chunk);
      } catch (cause) {
        lost(`said what cannot be read (${messageOf(cause)})`);
      }
    });
    const ended = new Promise<false>((resolve) => {
      for (const event of ['end', 'close', 'error']) steering.on(event, () => resolve(false));
    });
    // One that has ended at once is removed by then: it tells more than that.
    await asked('start the phones', () => gated.begin(), [MISSING]);
    if ((await settledWithin(Promise.race([ready, ended]), READY_WITHIN)) !== true) {
      throw new HarnessError('phone', `the container of the phones does not begin: ${said || 'it said nothing'}`, {
        hint: `see \`docker run --rm -i ${image}\``,
      });
    }
    void ended.then(() => lost('has ended by itself'));
    const range = parseAddressRange(subnetText(network.subnet));
    if (range === undefined) throw new Error(`${subnetText(network.subnet)} is no range`);
    const forget = reachThrough(range, sockets);
    return {
      address,
      remove: async () => {
        closing = true;
        forget();
        sockets.lose();
        destroy(steering);
        await remove();
      },
    };
  } catch (cause) {
    await remove().catch(() => undefined);
    throw cause;
  }
}

const LONGEST_SAID = 2_000;
/** The engine removes it by itself as soon as it has ended. */
const UNDER_WAY = 409;

/**
 * Rejects with HarnessError where this machine has no address in the network of the cell: phones on it could not be reached.
 * The gateway is an address of the machine that the engine runs on.
 */
export async function demandOwnAddress(gateway: string): Promise<void> {
  const socket = createSocket('udp4');
  try {
    await new Promise<void>((resolve, reject) => socket.once('error', reject).bind(0, gateway, resolve));
  } catch (cause) {
    throw new HarnessError('network', `this machine has no address in the network of the cell: ${messageOf(cause)}`, {
      hint: `the engine runs elsewhere (Docker Desktop, rootless, DOCKER_HOST): \`--phones-in container\`, or ${PHONES_IN_VARIABLE}=container, puts the phones in a container beside the pools`,
      cause,
    });
  } finally {
    socket.close();
  }
}
