/** The digest by which texts, files and requirements are told apart. */
import { createHash } from 'node:crypto';

/** SHA-256 in hexadecimal. */
export function digestOf(data: string | Uint8Array): string {
  return createHash('sha256').update(data).digest('hex');
}
