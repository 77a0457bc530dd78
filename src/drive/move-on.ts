import { register } from './perform-deed.ts';
import { homePool, type Stage } from './stage.ts';

/** Those whose calls have ended register where the others are; one that is not let asks again before the next step. */
export async function moveOn(stage: Stage): Promise<void> {
  const pool = homePool(stage);
  await Promise.all(
    [...stage.staying].map(async ([party, rule]) => {
      const phone = stage.phones.get(party);
      if (phone === undefined || phone.legs().length > 0) return;
      stage.recorder.append({ kind: 'policy', tap: party, does: 'moves', pool, rule });
      const { ok } = await register(stage, party, undefined);
      if (!ok) return;
      stage.staying.delete(party);
      phone.asks = undefined;
    }),
  );
}
