import type { Executor } from './executor.ts';

/** A record of the error file begins with `2026-11-23 09:28:27.978431 1795426107.978431: `; tabs or blanks between. */
const RECORD_START = /\d{4}-\d\d-\d\d\s\d\d:\d\d:\d\d\.\d+\s\d+\.\d+: /;

/** Follows the error file; records have no end mark, so one is handed over as soon as it was read. */
export function errorRecords(
  executor: Executor,
  path: string,
  exited: Promise<unknown>,
): (listener: (record: string) => void) => () => void {
  const listeners = new Set<(record: string) => void>();
  const past: string[] = [];
  let stop: (() => void) | undefined;
  const onText = (text: string): void => {
    for (const record of text.split(RECORD_START).map((part) => part.trim())) {
      if (record === '' || record === 'The following events occurred:') continue;
      past.push(record);
      if (past.length > 1000) past.shift();
      for (const listener of listeners) listener(record);
    }
  };
  return (listener) => {
    stop ??= executor.follow?.(path, onText) ?? reread(executor, path, onText);
    void exited.then(() => stop?.());
    for (const record of past) listener(record);
    listeners.add(listener);
    return () => {
      listeners.delete(listener);
    };
  };
}

/** Follows a file by reading it again twice a second, where the executor has no better way. */
function reread(executor: Executor, path: string, onText: (text: string) => void): () => void {
  let known = 0;
  let stopped = false;
  let reading = false;
  const read = async (): Promise<void> => {
    if (reading) return;
    reading = true;
    const text = (await executor.readFile(path).catch(() => undefined)) ?? '';
    reading = false;
    if (stopped || text.length <= known) return;
    const news = text.slice(known);
    known = text.length;
    onText(news);
  };
  const timer = setInterval(() => void read(), 500);
  timer.unref();
  return () => {
    stopped = true;
    clearInterval(timer);
  };
}
