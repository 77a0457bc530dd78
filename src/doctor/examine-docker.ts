import type { AddressFacts, DockerFacts } from './machine-facts.ts';
import type { Diagnosis } from './diagnosis.ts';

const TOPIC = 'Docker';
const NO_CONTAINERS =
  'no candidate in containers (`runtime: docker`), no `--outage disconnect`; processes need no Docker';

/** What our images are built from, and what their names begin with. */
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
        text: 'no engine',
        cost: NO_CONTAINERS,
        remedy:
          'install and start one: https://docs.docker.com/engine/install/, on Debian `apt-get install docker.io`; `bash .ci/engine.sh up` does all of it',
      };
    case 'denied':
      return {
        topic: TOPIC,
        state: 'bad',
        text: `there is an engine, but ${user} may not use it`,
        cost: NO_CONTAINERS,
        remedy: `\`sudo usermod -aG docker ${user}\`, then log in again (whoever may use it is as good as root), or an engine without root`,
      };
    case 'there':
      return {
        topic: TOPIC,
        state: 'bad',
        text: `there is a socket, but no engine answers: ${why}`,
        cost: NO_CONTAINERS,
        remedy: 'start it (`systemctl start docker`, `bash .ci/engine.sh up`) and see what `docker version` says',
      };
  }
}

function engineDiagnosis({ version, api, isHere, rootless }: Answering): Diagnosis {
  const text = `engine ${version}, API ${api}`;
  if (!isHere) {
    return {
      topic: TOPIC,
      state: 'bad',
      text: `${text}, on another machine or in a virtual one`,
      cost: 'containers cannot be reached at their addresses nor captured from here, so none can be tested',
      remedy: 'run parkspec on the Linux machine that the engine runs on',
    };
  }
  if (rootless) {
    return {
      topic: TOPIC,
      state: 'bad',
      text: `${text}, which runs without root`,
      cost: 'containers cannot be reached at their addresses nor captured, so none can be tested',
      remedy: 'use an engine that runs as root: `docker context use default`',
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
    cost: 'it is fetched when an image of ours is built, which takes a registry',
    remedy: `\`docker pull ${name}\`, or without a registry \`bash .ci/engine.sh up\``,
  };
}

function ownDiagnosis({ images }: Answering): Diagnosis {
  const own = images.filter((image) => image.startsWith(OURS));
  if (own.length > 0) return { topic: 'image', state: 'ok', text: own.join(', ') };
  return {
    topic: 'image',
    state: 'missing',
    text: 'none of ours',
    cost: 'the first run that needs one takes the time to build it',
    remedy: 'nothing: that run builds it',
  };
}

function addressDiagnosis(addresses: AddressFacts): Diagnosis {
  const topic = 'addresses';
  if (!addresses.ok) {
    return { topic, state: 'bad', text: addresses.why, cost: 'no cell has a network', remedy: addresses.hint };
  }
  const { space, all, free, inTheWay } = addresses;
  const others = inTheWay.length === 0 ? '' : `; in the way: ${inTheWay.join(', ')}`;
  const text = `${free} of ${all} networks are free in ${space}${others}`;
  if (free > 0) return { topic, state: 'ok', text };
  return {
    topic,
    state: 'bad',
    text,
    cost: 'no cell has a network',
    remedy: '`parkspec clean` removes what dead runs left; `--subnets` or PARKSPEC_SUBNETS names other address space',
  };
}

function leftoversDiagnosis({ leftovers }: Answering): Diagnosis {
  const dead = leftovers.filter(({ maker }) => maker === 'dead');
  const others = leftovers.length - dead.length;
  const rest = others === 0 ? '' : `; ${others} of runs that go on or of other machines`;
  if (dead.length === 0) return { topic: 'leftovers', state: 'ok', text: `none of dead runs in Docker${rest}` };
  return {
    topic: 'leftovers',
    state: 'bad',
    text: `${dead.map(({ kind, name }) => `${kind} ${name}`).join(', ')}${rest}`,
    cost: 'they hold addresses, memory and processors',
    remedy: '`parkspec clean`, or the next run with containers, removes them',
  };
}
