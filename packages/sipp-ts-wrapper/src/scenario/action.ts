import type { Distribution } from './distribution.ts';

/** What SIPp does when a step's turn has come, besides its message: `<action>` in SIPp's XML. */
export type Action =
  | Ereg
  | Say
  | Assign
  | AssignString
  | Arithmetic
  | ToDouble
  | Compare
  | CompareStrings
  | Rework
  | VerifyAuth
  | Lookup
  | Insert
  | Replace
  | SetDestination
  | CloseConnection
  | Jump
  | PauseRestore
  | TimeOfDay
  | Sample
  | Index
  | RtpEcho
  | Exec;

/** A number, or the variable that holds one. */
export type Operand = number | { readonly variable: string };

/** The call fails where a comparison does not hold (`'holds'`), or where it does (`'fails'`). */
export type Check = 'holds' | 'fails';

/** Matches a POSIX extended regular expression; the whole match and then each group go to a variable. */
export interface Ereg {
  readonly kind: 'ereg';
  readonly regexp: string;
  /** Where to look; the whole message where left out. */
  readonly searchIn?:
    | 'msg'
    | 'body'
    | { readonly variable: string }
    | { readonly header: string; readonly occurrence?: number };
  /** The variables for the match and its groups, at least one. */
  readonly assignTo: readonly [string, ...string[]];
  readonly check?: Check;
  /** Only for a header. */
  readonly caseInsensitive?: boolean;
  /** Only for a header: look at the start of lines only. */
  readonly startOfLine?: boolean;
}

/** Writes a line, with keywords replaced, to the log file, to the error file, or to the error file before SIPp ends. */
export interface Say {
  readonly kind: 'log' | 'warning' | 'error';
  readonly message: string;
}

/** Sets a variable to a number. */
export interface Assign {
  readonly kind: 'assign';
  readonly assignTo: string;
  readonly value: Operand;
}

/** Sets a variable to a text, with keywords replaced. */
export interface AssignString {
  readonly kind: 'assignstr';
  readonly assignTo: string;
  readonly value: string;
}

/** Changes the number in a variable. */
export interface Arithmetic {
  readonly kind: 'add' | 'subtract' | 'multiply' | 'divide';
  readonly assignTo: string;
  readonly value: Operand;
}

/** Reads the text in `variable` as a number. */
export interface ToDouble {
  readonly kind: 'todouble';
  readonly assignTo: string;
  readonly variable: string;
}

/** Compares numbers: `assignTo` is then set or not, and `check` fails the call. One of them is needed. */
export interface Compare {
  readonly kind: 'test';
  readonly assignTo?: string;
  readonly check?: Check;
  readonly variable: string;
  readonly compare: Comparison;
  readonly value: Operand;
}

export type Comparison =
  | 'equal'
  | 'not_equal'
  | 'greater_than'
  | 'less_than'
  | 'greater_than_equal'
  | 'less_than_equal';

/** Compares texts as C's strcmp does: `assignTo` becomes a number, 0 for equal, and `check` fails the call. */
export interface CompareStrings {
  readonly kind: 'strcmp';
  readonly assignTo?: string;
  readonly check?: Check;
  readonly variable: string;
  readonly value: string | { readonly variable: string };
}

/** Changes the text in a variable. */
export interface Rework {
  readonly kind: 'trim' | 'urldecode' | 'urlencode';
  readonly variable: string;
}

/** Checks the credentials of the message that was received. */
export interface VerifyAuth {
  readonly kind: 'verifyauth';
  readonly assignTo: string;
  readonly username: string;
  readonly password: string;
}

/** Finds the line of an indexed injection file. */
export interface Lookup {
  readonly kind: 'lookup';
  readonly assignTo: string;
  readonly file: string;
  readonly key: string;
}

/** Adds a line to an injection file. */
export interface Insert {
  readonly kind: 'insert';
  readonly file: string;
  readonly value: string;
}

/** Changes a line of an injection file. */
export interface Replace {
  readonly kind: 'replace';
  readonly file: string;
  readonly line: string;
  readonly value: string;
}

/** Sends the rest of the call somewhere else. All three may hold keywords. */
export interface SetDestination {
  readonly kind: 'setdest';
  readonly host: string;
  readonly port: string;
  readonly protocol: string;
}

/** Closes the call's connection, with `-t tn` and the like. */
export interface CloseConnection {
  readonly kind: 'closecon';
}

/** Goes on at a label, or at the step of that number: counted from 0, without the labels. */
export interface Jump {
  readonly kind: 'jump';
  readonly value: Operand | { readonly label: string };
}

/** Takes a pause up again that `_unexp.main` interrupted. */
export interface PauseRestore {
  readonly kind: 'pauserestore';
  readonly value: Operand;
}

/** Seconds since 1970, and the microseconds behind them. */
export interface TimeOfDay {
  readonly kind: 'gettimeofday';
  readonly assignTo: readonly [seconds: string, microseconds: string];
}

/** Draws a random number. */
export interface Sample {
  readonly kind: 'sample';
  readonly assignTo: string;
  readonly distribution: Distribution;
}

/** The number of the step, counted from 0. */
export interface Index {
  readonly kind: 'index';
  readonly assignTo: string;
}

/** Starts (not 0) or stops (0) the echo of RTP. */
export interface RtpEcho {
  readonly kind: 'rtp_echo';
  readonly value: Operand;
}

/** Runs something. `run` says what, in SIPp's spelling. */
export interface Exec {
  readonly kind: 'exec';
  readonly run:
    | { readonly command: string }
    | { readonly intCmd: 'stop_call' | 'stop_gracefully' | 'stop_now' }
    | { readonly playPcapAudio: string }
    | { readonly playPcapImage: string }
    | { readonly playPcapVideo: string }
    | { readonly playDtmf: string }
    | { readonly rtpStream: string }
    | { readonly rtpEcho: string };
}
