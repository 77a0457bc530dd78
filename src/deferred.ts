/** A promise and what settles it; settling again does nothing. */
export class Deferred<T> {
  readonly promise: Promise<T>;
  readonly settle: (value: T) => void;

  constructor() {
    let settle: ((value: T) => void) | undefined;
    this.promise = new Promise<T>((resolve) => {
      settle = resolve;
    });
    this.settle = (value) => settle?.(value);
  }
}
