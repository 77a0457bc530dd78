/** The run that this jest process has planned by itself, because it was started without the command line. */
let run: string | undefined;

export function ownRun(): string | undefined {
  return run;
}

export function setOwnRun(folder: string | undefined): void {
  run = folder;
}
