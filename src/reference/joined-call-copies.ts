import type { AdminRoutes } from './admin-interface.ts';
import { HttpClient } from './http-client.ts';
import type { JoinedCallCopy } from './joined-call-copy.ts';
import type { PoolContext } from './pool-context.ts';
import { whenPeerChanges } from './peer-life.ts';
import { peerAdmin } from './settings.ts';

/** How long the peer may take to remember a call, in ms. */
const TELL_TIMEOUT = 300;
/** How long it may take to hand its calls over, in ms. */
const RELEASE_TIMEOUT = 1_000;

const DONE = { status: 200, body: {} };

/** What the peer asks of this pool. */
export interface Exchange {
  /** Lets go of the calls of this pool, for the peer to go on with them. */
  readonly release: () => Promise<readonly JoinedCallCopy[]>;
  /** Goes on with a call that the peer has let go of. */
  readonly goOn: (copy: JoinedCallCopy) => Promise<void>;
}

/** The calls of each pool as the other one remembers them. */
export class JoinedCallCopies {
  readonly routes: AdminRoutes;
  readonly #pool: PoolContext;
  readonly #peer: HttpClient | undefined;
  readonly #copies = new Map<string, JoinedCallCopy>();
  /** The peer is told of one thing after the other, since the last word on a call counts. */
  #telling: Promise<unknown> = Promise.resolve();

  constructor(pool: PoolContext, { release, goOn }: Exchange) {
    const { peer } = pool.settings;
    this.#pool = pool;
    this.#peer = peer && new HttpClient(peerAdmin(peer));
    this.routes = {
      'POST /peer/joined/keep': (body) => {
        const copy: JoinedCallCopy = JSON.parse(body);
        this.#copies.set(copy.id, copy);
        return DONE;
      },
      'POST /peer/joined/go-on': async (body) => {
        await goOn(JSON.parse(body));
        return DONE;
      },
      'POST /peer/joined/forget': (id) => {
        this.#copies.delete(id);
        return DONE;
      },
      'POST /peer/joined/release': async () => ({ status: 200, body: await release() }),
    };
  }

  keep(copy: JoinedCallCopy): void {
    this.#tell('/peer/joined/keep', JSON.stringify(copy));
  }

  /** Has the peer go on with a call that came about when it had taken the others. */
  giveUp(copy: JoinedCallCopy): void {
    this.#tell('/peer/joined/go-on', JSON.stringify(copy));
  }

  forget(id: string): void {
    this.#tell('/peer/joined/forget', id);
  }

  /** The calls to go on with: as the peer hands them over, or as it has told of them before it died. */
  async take(): Promise<readonly JoinedCallCopy[]> {
    const asked = this.#pool.peerAlive() ? this.#peer?.ask('POST', '/peer/joined/release', RELEASE_TIMEOUT) : undefined;
    const outcome = asked && (await this.#whileAlive(asked));
    const remembered = [...this.#copies.values()];
    this.#copies.clear();
    if (outcome?.kind !== 'answer' || outcome.status !== 200) return remembered;
    const handed: readonly JoinedCallCopy[] = JSON.parse(outcome.body);
    return handed;
  }

  /** Resolves when the peer knows all that it was to be told. */
  async close(): Promise<void> {
    await this.#telling;
    this.#peer?.close();
  }

  /** Undefined as soon as the peer is seen to be dead: the parties of an anchored call hear nothing until then. */
  #whileAlive<Answer>(answer: Promise<Answer>): Promise<Answer | undefined> {
    return new Promise((resolve) => {
      const settle = (outcome: Answer | undefined): void => {
        unwatch();
        resolve(outcome);
      };
      const unwatch = whenPeerChanges(this.#pool, () => settle(undefined));
      void answer.then(settle);
    });
  }

  #tell(path: string, body: string): void {
    this.#telling = this.#telling.then(() =>
      this.#pool.peerAlive() ? this.#peer?.ask('POST', path, TELL_TIMEOUT, body) : undefined,
    );
  }
}
