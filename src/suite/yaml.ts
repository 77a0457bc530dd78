import { CORE_SCHEMA, constructFromEvents, EVENT_ID, parseEvents, YAMLException } from 'js-yaml';
import type { Position } from './cell.ts';
import type { Diagnostic } from './diagnostic.ts';
import { SourceLines } from './source-lines.ts';
import { type Path, YamlIndex } from './yaml-index.ts';

/** One YAML document as plain data that still knows where everything stands in its file. */
export interface YamlDocument {
  readonly file: string;
  readonly value: unknown;
  /** Where a node stands, or its key; for a path that the file does not have, the nearest node above it. */
  positionOf(path: Path, which: 'key' | 'value'): Position;
  diagnose(path: Path, which: 'key' | 'value', message: string, hint?: string): Diagnostic;
}

/** In characters. The longest file of ours has two thousand; what is larger than this is no spec. */
const LARGEST = 65_536;
const DEEPEST = 24;

/**
 * Reads one YAML 1.2 document (core schema). Never throws: whatever is wrong with the text comes back as diagnostics.
 * Anchors and aliases are refused: no spec needs them, and a few lines of them expand to gigabytes.
 */
export function readYaml(source: string, file: string): YamlDocument | { readonly diagnostics: readonly Diagnostic[] } {
  const text = source.startsWith('\uFEFF') ? source.slice(1) : source;
  const lines = new SourceLines(text.slice(0, LARGEST), file);
  if (text.length > LARGEST) {
    return {
      diagnostics: [lines.diagnose(0, `the file is too large: ${text.length} of at most ${LARGEST} characters`)],
    };
  }
  try {
    return documentOf(text, lines);
  } catch (error) {
    if (!(error instanceof YAMLException))
      return { diagnostics: [lines.diagnose(0, `not readable as YAML: ${String(error)}`)] };
    return {
      diagnostics: [
        lines.diagnose(
          Math.min(error.mark?.position ?? 0, text.trimEnd().length),
          `not valid YAML: ${error.reason}`,
          hintFor(error.reason),
        ),
      ],
    };
  }
}

function documentOf(text: string, lines: SourceLines): YamlDocument | { readonly diagnostics: readonly Diagnostic[] } {
  const events = parseEvents(text, { maxDepth: DEEPEST });
  const documents = events.filter((event) => event.type === EVENT_ID.DOCUMENT).length;
  if (documents === 0) return { diagnostics: [lines.diagnose(0, 'the file is empty')] };
  const index = new YamlIndex(events, text);
  const problems = [
    ...index.repeated.map(({ name, offset }) =>
      lines.diagnose(offset, `\`${name}\` stands here twice`, 'keep one of them'),
    ),
    ...index.aliases
      .slice(0, 1)
      .map((offset) => lines.diagnose(offset, 'anchors and aliases are not supported', 'write the values out')),
    ...(documents > 1
      ? [
          lines.diagnose(
            index.secondDocument,
            'a second document in one file',
            'one file holds one document: remove the `---` or split the file',
          ),
        ]
      : []),
  ];
  if (problems.length > 0) return { diagnostics: problems };
  const [value] = constructFromEvents(events, { source: text, schema: CORE_SCHEMA, maxAliases: 0 });
  const positionOf = (path: Path, which: 'key' | 'value'): Position => lines.positionAt(index.offsetOf(path, which));
  return {
    file: lines.file,
    value,
    positionOf,
    diagnose: (path, which, message, hint) => lines.diagnose(index.offsetOf(path, which), message, hint),
  };
}

function hintFor(reason: string): string | undefined {
  if (reason.includes('tab characters')) return 'indent with spaces';
  if (reason.includes('bad indentation')) return 'check the indentation, and put text that holds `: ` in quotes';
  if (reason.includes('deficient indentation')) return 'indent the line, or close the bracket or quote before it';
  if (reason.includes('flow collection')) return 'close every `{` with `}` and every `[` with `]`';
  if (reason.includes('multiline key') || reason.includes('implicit map'))
    return 'is a `:` or a space after it missing?';
  return undefined;
}
