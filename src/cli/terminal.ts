import { ansiPaint, type Paint, plainPaint } from '../report/paint.ts';

/** Whether a stream takes colours: a terminal, unless https://no-color.org or a dumb terminal says otherwise. */
export function colours(stream: NodeJS.WriteStream): boolean {
  return isTerminal(stream) && !process.env['NO_COLOR'];
}

/** Whether lines can be written over. */
export function isTerminal(stream: NodeJS.WriteStream): boolean {
  return stream.isTTY && process.env['TERM'] !== 'dumb';
}

export function paintFor(stream: NodeJS.WriteStream): Paint {
  return colours(stream) ? ansiPaint : plainPaint;
}
