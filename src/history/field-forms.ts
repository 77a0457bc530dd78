/** Forms of fields that several parts of a history have. */
import { z } from 'zod';
import { MEMBERS } from '../candidate/member.ts';
import { PARTIES, PHASES, POOLS } from '../suite/cell.ts';

export const party = z.enum(PARTIES);
export const pool = z.enum(POOLS);
export const member = z.enum(MEMBERS);
export const phase = z.enum(PHASES);
export const time = z.number().describe('ms since the start of the cell, on the monotonic clock');
export const callId = z.string().describe('a Call-ID');
