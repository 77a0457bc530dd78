/** What parkspec has made in a Docker engine and is still there: found by its labels, removed when its maker is dead. */
import { messageOf } from '../../harness-error.ts';
import type { Docker, Engine } from './engine.ts';
import { removeNetwork } from './remove-network.ts';
import { LABEL, ownerOf } from './resource-labels.ts';
import { livenessOf, type Owner } from '../../process-owner.ts';

export interface Leftover {
  readonly kind: 'container' | 'network' | 'volume';
  readonly id: string;
  readonly name: string;
  /** `unknown`: its label cannot be read, or its maker is on another machine. */
  readonly maker: 'alive' | 'dead' | 'unknown';
  /** The process that made it, where its label tells. */
  readonly pid: number | undefined;
  /** Empty where its labels do not tell. */
  readonly run: string;
  readonly cell: string;
  readonly role: string;
}

export interface Removal {
  readonly leftover: Leftover;
  /** Why it is still there. */
  readonly failure?: string;
}

/** Everything that parkspec has made: containers first, for as long as they are there nothing else can go. */
export async function findOurs({ docker }: Engine): Promise<readonly Leftover[]> {
  const filters = { label: [LABEL.ours, LABEL.owner] };
  const [containers, networks, volumes] = await Promise.all([
    docker.listContainers({ all: true, filters }),
    docker.listNetworks({ filters }),
    docker.listVolumes({ filters }),
  ]);
  const ours = await Promise.all(containers.map((container) => isMadeByUs(docker, container)));
  return [
    ...containers
      .filter((_, at) => ours[at])
      .map(({ Id, Names, Labels }) => described('container', Id, Names[0]?.slice(1) ?? Id, Labels)),
    ...networks.map(({ Id, Name, Labels }) => described('network', Id, Name, Labels)),
    ...(volumes.Volumes ?? []).map(({ Name, Labels }) => described('volume', Name, Name, Labels)),
  ];
}

/**
 * A container has the labels of its image too, and that may have been made from ours: by a Dockerfile that begins with it, or from a
 * container of a run (`docker commit`). A label that the image has as well says nothing of the maker of the container.
 */
async function isMadeByUs(
  docker: Docker,
  { Labels, ImageID }: { readonly Labels: Readonly<Record<string, string>>; readonly ImageID: string },
): Promise<boolean> {
  try {
    const image = await docker.getImage(ImageID).inspect();
    return image.Config?.Labels?.[LABEL.owner] !== Labels[LABEL.owner];
  } catch {
    // Where that cannot be told it is not ours to remove.
    return false;
  }
}

/** Removes what the makers that are certainly dead have left behind, and touches nothing else. */
export async function removeLeftovers(engine: Engine): Promise<readonly Removal[]> {
  const found = await findOurs(engine);
  return removeThese(
    engine,
    found.filter(({ maker }) => maker === 'dead'),
  );
}

/** Removes these, each kind after the one that holds it. Never rejects for one that cannot be removed. */
export async function removeThese({ docker }: Engine, found: readonly Leftover[]): Promise<readonly Removal[]> {
  const removals: Removal[] = [];
  for (const kind of ['container', 'network', 'volume'] as const) {
    const ofKind = found.filter((each) => each.kind === kind);
    // oxlint-disable-next-line no-await-in-loop -- a network cannot go before what is in it
    removals.push(...(await Promise.all(ofKind.map((each) => removed(docker, each)))));
  }
  return removals;
}

async function removed(docker: Docker, leftover: Leftover): Promise<Removal> {
  try {
    await remove(docker, leftover);
    return { leftover };
  } catch (cause) {
    // Another `clean` at the same time may have been quicker.
    return isGone(cause) ? { leftover } : { leftover, failure: messageOf(cause) };
  }
}

async function remove(docker: Docker, { kind, id }: Leftover): Promise<void> {
  switch (kind) {
    case 'container':
      await docker.getContainer(id).remove({ force: true, v: true });
      return;
    case 'network':
      await removeNetwork(docker, id);
      return;
    case 'volume':
      await docker.getVolume(id).remove();
      return;
  }
}

function isGone(cause: unknown): boolean {
  if (!(cause instanceof Error) || !('statusCode' in cause)) return false;
  // 409 with these words: its removal is under way.
  return cause.statusCode === 404 || (cause.statusCode === 409 && /already in progress/.test(cause.message));
}

function described(
  kind: Leftover['kind'],
  id: string,
  name: string,
  labels: Readonly<Record<string, string>> | null | undefined,
): Leftover {
  const owner: Owner | undefined = ownerOf(labels);
  return {
    kind,
    id,
    name,
    maker: owner === undefined ? 'unknown' : livenessOf(owner),
    pid: owner?.pid,
    run: labels?.[LABEL.run] ?? '',
    cell: labels?.[LABEL.cell] ?? '',
    role: labels?.[LABEL.role] ?? '',
  };
}
