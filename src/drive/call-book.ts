/** Who is in which call of the spec, on which leg: what the driver must know to give the next order. */
import type { DialogId, Leg, Phone } from '../phone/phone.ts';
import type { Party, PoolName } from '../suite/cell.ts';

/** Where a call is parked, or was. */
export interface ParkingPlace {
  readonly pool: PoolName;
  readonly orbit: string;
  /** The park dialog, where the park told it. */
  readonly dialog: DialogId | undefined;
}

export interface BookedCall {
  readonly label: string;
  /** The parties, with the Call-ID of the leg that each has in the call now. */
  readonly legs: Map<Party, string>;
  parker: Party | undefined;
  parkee: Party | undefined;
  holder: Party | undefined;
  /** Mark in the receivedRequests of when it was parked last. */
  parkedSince: number;
  readonly places: ParkingPlace[];
}

export class CallBook {
  readonly #calls = new Map<string, BookedCall>();

  open(label: string): BookedCall {
    const call: BookedCall = {
      label,
      legs: new Map(),
      parker: undefined,
      parkee: undefined,
      holder: undefined,
      parkedSince: 0,
      places: [],
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

/** The parties that have, or had, a leg in the call, other than `party`. */
export function othersIn(call: BookedCall, party: Party): readonly Party[] {
  return [...call.legs.keys()].filter((other) => other !== party);
}
