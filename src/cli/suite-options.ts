import { Option } from 'commander';

/** `--specs <folder>`, which may be given more than once. */
export function specsOption(): Option {
  return new Option('--specs <folder>', 'also the suites in this folder; may be given more than once').argParser(
    append,
  );
}

/** `--suite <id>`, which may be given more than once. */
export function suiteOption(): Option {
  return new Option('--suite <id>', 'only this suite; may be given more than once').argParser(append);
}

function append(value: string, values: readonly string[] = []): readonly string[] {
  return [...values, value];
}
