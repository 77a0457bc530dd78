import type { IncomingRequest } from '../sip/endpoint.ts';
import type { UserAgent } from '../sip/ua/user-agent.ts';
import type { AdminRoutes } from './admin-interface.ts';
import type { ParkEnd } from './behaviour.ts';
import type { Mode } from './mode.ts';
import type { ParkedCall } from './parked-call.ts';
import type { ParkService } from './park-service.ts';
import type { PoolContext } from './pool-context.ts';
import type { Destination } from './request-relay.ts';

/** The parts of a pool that a companion can work with. */
export interface PoolParts {
  readonly pool: PoolContext;
  readonly agent: UserAgent;
  readonly service: ParkService;
}

/** Runs beside the parts of a pool and is told of its calls, modes and requests. A pool that conforms has none. */
export interface Companion {
  /** A call has come to its orbit; the parker is told so when this resolves. */
  readonly parked?: (call: ParkedCall) => Promise<void>;
  readonly left?: (call: ParkedCall, end: ParkEnd) => void;
  /** The pool has changed its mode. */
  readonly entered?: (mode: Mode) => void;
  /** Takes a request before the other parts do; true when it will answer. */
  readonly takes?: (incoming: IncomingRequest) => boolean;
  /** Passes a request for a user on in its own way; true when it does. */
  readonly relays?: (incoming: IncomingRequest, destination: Destination) => boolean;
  readonly routes?: AdminRoutes;
  readonly close?: () => void;
}
