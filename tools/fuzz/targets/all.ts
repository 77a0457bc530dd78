import type { Target } from '../target.ts';
import { dialogInfo, rtp, sdp, sipfrag } from './bodies.ts';
import { capture } from './captures.ts';
import { digest, fields, uri } from './fields.ts';
import { candidate, cell, history, suite } from './files.ts';
import { message, stream } from './messages.ts';

export const TARGETS: readonly Target[] = [
  message,
  stream,
  fields,
  uri,
  digest,
  sdp,
  dialogInfo,
  sipfrag,
  rtp,
  capture,
  suite,
  cell,
  candidate,
  history,
];
