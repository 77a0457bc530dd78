/** The calls of the spec as they came about: on which leg each party is in a call, and where the call was parked. */
import type { DialogId, Leg, Phone } from '../phone/phone.ts';
import { afterDeed, type ScenarioCall } from '../suite/call-state.ts';
import type { Deed, Party, Phase, PoolName } from '../suite/cell.ts';

/** Where a call is parked, or was. */
export interface ParkingPlace {
  readonly pool: PoolName;
  readonly orbit: string;
  /** The park dialog, where the park told it. */
  readonly dialog: DialogId | undefined;
}

export interface BookedCall {
  readonly label: string;
  /** What the deeds that worked have made of it; undefined until it is made. */
  state: ScenarioCall | undefined;
  /** The parties, with the Call-ID of the leg that each has in the call now. */
  readonly legs: Map<Party, string>;
  /** When the last deed in it was done, as `performance.now()` tells it. */
  deedAt: number;
  /** Mark in the receivedRequests of when it was parked last. */
  parkedSince: number;
  /** When it was parked last, as `performance.now()` tells it; undefined while it was never parked. */
  parkedAt: number | undefined;
  readonly places: ParkingPlace[];
  /** The orbit that its parker chose last, where nobody knows whether the call is there: the park had no answer. */
  unanswered: Omit<ParkingPlace, 'dialog'> | undefined;
}

export class CallBook {
  readonly #calls = new Map<string, BookedCall>();

  open(label: string): BookedCall {
    const call: BookedCall = {
      label,
      state: undefined,
      legs: new Map(),
      deedAt: 0,
      parkedSince: 0,
      parkedAt: undefined,
      places: [],
      unanswered: undefined,
    };
    this.#calls.set(label, call);
    return call;
  }

  get(label: string): BookedCall | undefined {
    return this.#calls.get(label);
  }

  all(): readonly BookedCall[] {
    return [...this.#calls.values()];
  }
}

/** The live leg of a party in a call, if it still has one. */
export function legIn(call: BookedCall | undefined, phone: Phone): Leg | undefined {
  const callId = call?.legs.get(phone.party);
  const leg = callId === undefined ? undefined : phone.leg(callId);
  return leg?.live === true ? leg : undefined;
}

/** Notes that a deed has worked in a phase. */
export function noteDeed(call: BookedCall, deed: Deed, phase: Phase): void {
  call.state = afterDeed(call.state, deed, phase);
  call.deedAt = performance.now();
}

/** The party that was parked last, whatever became of the call since. */
export function lastParkee(call: BookedCall | undefined): Party | undefined {
  return call?.state?.lastPark?.parkee;
}
