/** Random identifiers. Each carries at least 64 bits, more than the 32 that RFC 3261 19.3 asks of a tag. */
import { randomBytes } from 'node:crypto';

export function newTag(): string {
  return randomBytes(8).toString('hex');
}

/** With the magic cookie of RFC 3261 8.1.1.7. */
export function newBranch(): string {
  return `z9hG4bK${randomBytes(12).toString('hex')}`;
}

export function newCallId(host: string): string {
  return `${randomBytes(12).toString('hex')}@${host}`;
}
