import type { AddressFacts, DockerFacts } from './machine-facts.ts';
import type { Diagnosis } from './diagnosis.ts';

const TOPIC = 'Docker';
const NO_CONTAINERS =
  'no candidates in containers (`runtime: docker`) and no `--outage disconnect`; candidates that are processes need no Docker';

/** The base images of parkspec's images, and the prefix of their names. */
const BASES = ['debian:bookworm-slim', 'node:20-bookworm-slim'] as const;
const OURS = 'parkspec/';

type Answering = Extract<DockerFacts, { readonly kind: 'answers' }>;
type Silent = Extract<DockerFacts, { readonly kind: 'silent' }>;

export function examineDocker(docker: DockerFacts): readonly Diagnosis[] {
  if (docker.kind === 'silent') return [silentDiagnosis(docker)];
  return [
    engineDiagnosis(docker),
    ...BASES.map((name) => baseDiagnosis(name, docker)),
    ownDiagnosis(docker),
    addressDiagnosis(docker.addresses),
    leftoversDiagnosis(docker),
  ];
}

function silentDiagnosis({ socket, why, user }: Silent): Diagnosis {
  switch (socket) {
    case 'absent':
      return {
        topic: TOPIC,
        state: 'missing',
        text: 'no engine was found',
        cost: NO_CONTAINERS,
        remedy:
          'install and start an engine: https://docs.docker.com/engine/install/, on Debian `apt-get install docker.io`; `bash .ci/engine.sh up` does both',
      };
    case 'denied':
      return {
        topic: TOPIC,
        state: 'bad',
        text: `an engine exists, but ${user} may not use it`,
        cost: NO_CONTAINERS,
        remedy: `\`sudo usermod -aG docker ${user}\`, then log in again (a member of this group has the rights of root)`,
      };
    case 'there':
      return {
        topic: TOPIC,
        state: 'bad',
        text: `a socket exists, but no engine answers: ${why}`,
        cost: NO_CONTAINERS,
        remedy: 'start the engine (`systemctl start docker`, `bash .ci/engine.sh up`), then try `docker version`',
      };
  }
}

const NOT_REACHED = 'containers cannot be reached at their addresses: phones on this machine can test none';
const IN_CONTAINER = 'run with `--phones-in container`';

function engineDiagnosis({ version, api, isHere, rootless }: Answering): Diagnosis {
  const text = `engine ${version}, API ${api}`;
  if (!isHere) {
    return {
      topic: TOPIC,
      state: 'bad',
      text: `${text}, on another machine or in a virtual machine`,
      cost: NOT_REACHED,
      remedy: `${IN_CONTAINER}, or run parkspec on the Linux machine on which the engine runs`,
    };
  }
  if (rootless) {
    return {
      topic: TOPIC,
      state: 'bad',
      text: `${text}, without root`,
      cost: NOT_REACHED,
      remedy: `${IN_CONTAINER}, or use an engine that runs as root: \`docker context use default\``,
    };
  }
  return { topic: TOPIC, state: 'ok', text };
}

function baseDiagnosis(name: string, { images }: Answering): Diagnosis {
  if (images.includes(name)) return { topic: 'image', state: 'ok', text: name };
  return {
    topic: 'image',
    state: 'missing',
    text: name,
    cost: 'parkspec fetches it when it builds an image, which needs a registry',
    remedy: `\`docker pull ${name}\`, or without a registry \`bash .ci/engine.sh up\``,
  };
}

function ownDiagnosis({ images }: Answering): Diagnosis {
  const own = images.filter((image) => image.startsWith(OURS));
  if (own.length > 0) return { topic: 'image', state: 'ok', text: own.join(', ') };
  return {
    topic: 'image',
    state: 'missing',
    text: 'no image of parkspec',
    cost: 'the first run that needs an image builds it and takes longer',
    remedy: 'nothing is to be done',
  };
}

function addressDiagnosis(addresses: AddressFacts): Diagnosis {
  const topic = 'addresses';
  if (!addresses.ok) {
    return { topic, state: 'bad', text: addresses.why, cost: 'no cell has a network', remedy: addresses.hint };
  }
  const { space, all, free, inTheWay } = addresses;
  const others = inTheWay.length === 0 ? '' : `; used by others: ${inTheWay.join(', ')}`;
  const text = `${free} of ${all} networks are free in ${space}${others}`;
  if (free > 0) return { topic, state: 'ok', text };
  return {
    topic,
    state: 'bad',
    text,
    cost: 'no cell has a network',
    remedy:
      'remove the networks of dead runs with `parkspec clean`, or name other address space with `--subnets` or PARKSPEC_SUBNETS',
  };
}

function leftoversDiagnosis({ leftovers }: Answering): Diagnosis {
  const dead = leftovers.filter(({ maker }) => maker === 'dead');
  const others = leftovers.length - dead.length;
  const rest = others === 0 ? '' : `; ${others} belong to runs that go on or to other machines`;
  if (dead.length === 0) return { topic: 'leftovers', state: 'ok', text: `dead runs left nothing in Docker${rest}` };
  return {
    topic: 'leftovers',
    state: 'bad',
    text: `${dead.map(({ kind, name }) => `${kind} ${name}`).join(', ')}${rest}`,
    cost: 'they hold addresses, memory and processors',
    remedy: 'remove them with `parkspec clean`; the next run with containers does so too',
  };
}
