/** One line of the scenario screen: a step that shows, and how often it was passed. */
export interface ScreenLine {
  /** As SIPp writes it: `INVITE ---------->`, `200 <----------  E-RTD1`, `Pause [     50ms]`. */
  readonly step: string;
  readonly messages: number;
  /** Absent where the screen leaves the column empty. */
  readonly retransmissions?: number;
  readonly timeouts?: number;
  readonly unexpected?: number;
}

const COLUMNS = {
  messages: 'Messages',
  retransmissions: 'Retrans',
  timeouts: 'Timeout',
  unexpected: 'Unexpected-Msg',
} as const;

/** Reads the last scenario screen in the file of `-trace_screen`; empty where there is none. */
export function readScreen(text: string): readonly ScreenLine[] {
  const lines = text.split(/\r?\n/);
  const heading = lines.findLastIndex((line) => Object.values(COLUMNS).every((name) => line.includes(name)));
  if (heading === -1) return [];
  const starts = Object.values(COLUMNS).map((name) => lines[heading]?.indexOf(name) ?? 0);
  const table = lines.slice(heading + 1);
  const end = table.findIndex((line) => line.startsWith('---'));
  return table.slice(0, end === -1 ? undefined : end).flatMap((line) => {
    const [messages, retransmissions, timeouts, unexpected] = starts.map((start, column) =>
      numberIn(line.slice(start, starts[column + 1])),
    );
    const step = line.slice(0, starts[0]).trim();
    if (step === '' || messages === undefined) return [];
    return [
      {
        step,
        messages,
        ...(retransmissions === undefined ? {} : { retransmissions }),
        ...(timeouts === undefined ? {} : { timeouts }),
        ...(unexpected === undefined ? {} : { unexpected }),
      },
    ];
  });
}

function numberIn(cell: string): number | undefined {
  const digits = /\d+/.exec(cell)?.[0];
  return digits === undefined ? undefined : Number(digits);
}
