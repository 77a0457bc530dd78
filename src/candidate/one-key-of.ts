import { z } from 'zod';

/** A mapping of which a file gives exactly one key: an action, a proof; beside it those of `more`, where it wants them. */
export function oneKeyOf<
  Shape extends Readonly<Record<string, z.ZodType>>,
  More extends Readonly<Record<string, z.ZodType>>,
>(shape: Shape, more: More) {
  const keys = Object.keys(shape);
  const alone = Object.keys(more).length === 0;
  return z
    .strictObject({ ...z.strictObject(shape).partial().shape, ...z.strictObject(more).partial().shape })
    .refine(
      (value) => keys.filter((key) => Object.hasOwn(value, key)).length === 1,
      `give exactly one of ${keys.join(', ')}`,
    )
    .meta(alone ? { minProperties: 1, maxProperties: 1 } : { oneOf: keys.map((key) => ({ required: [key] })) });
}
