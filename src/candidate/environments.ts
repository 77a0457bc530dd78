/** Each `env` of a candidate file: of what it starts, and of the scripts that it runs. Pure. */
type Env = Readonly<Record<string, string>>;

interface Started {
  readonly env?: Env | undefined;
}

interface WithEnvironments {
  readonly process?: Started | undefined;
  readonly docker?: Started | undefined;
  readonly scripts?: Started | undefined;
  readonly edge?: { readonly process?: Started | undefined; readonly docker?: Started | undefined } | undefined;
}

export function environmentsOf({ process, docker, scripts, edge }: WithEnvironments): readonly Env[] {
  return [process, docker, scripts, edge?.process, edge?.docker].flatMap((part): readonly Env[] =>
    part?.env === undefined ? [] : [part.env],
  );
}
