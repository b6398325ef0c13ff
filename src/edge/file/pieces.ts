/** The bytes of a file, one piece after the other: an archive may have 256 MiB. */
import { closeSync, openSync, readSync } from 'node:fs';

const PIECE = 256 * 1024;

/** Pieces of at most 256 KiB, each with memory of its own. Throws what the system says. */
export function* piecesOfFile(path: string): Generator<Uint8Array> {
  const fd = openSync(path, 'r');
  try {
    for (;;) {
      const piece = new Uint8Array(PIECE);
      const length = readSync(fd, piece);
      if (length === 0) return;
      yield piece.subarray(0, length);
    }
  } finally {
    closeSync(fd);
  }
}
