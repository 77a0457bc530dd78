/** A jest that was started directly has its own use for the terminal: an operator confirms by a file. */
import type { Question } from '../candidate/operator-question.ts';
import { exactTime } from '../report/words.ts';
import { safeText } from '../safe-text.ts';

/** The result has nothing to take away: what was told stays. */
export function askByFile(cell: string, { text, phase, file, within }: Question): () => void {
  const how = `When it is done, make the file ${file} (within ${exactTime(within)}).`;
  process.stderr.write(safeText(`${cell}, ${phase}: ${text}\n${how}\n`, false));
  return () => undefined;
}
