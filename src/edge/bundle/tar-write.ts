/**
 * Entries of an archive as POSIX has them: ustar, pax(1). Synchronous and without streams, which took an eighth of the work of the program in
 * a small push. Bytes are those of modern-tar, which reads them.
 */

const BLOCK = 512;
/** Two blocks of zeros end an archive. */
export const ARCHIVE_END = Buffer.alloc(2 * BLOCK);
/** Bytes of the two fields of a path. */
const [NAME, PREFIX] = [100, 155];

/** What comes before the bytes of a file of root with time 0: its header, and before that its path if it is longer than a header takes. */
export function fileHeader(name: string, size: number, mode: number): Buffer {
  const fields = fieldsOf(name);
  if (fields !== undefined) return header(fields, { type: '0', size, mode });
  const record = pathRecord(name);
  const own = header([Buffer.from(`PaxHeader/${name}`).subarray(0, NAME), NONE], {
    type: 'x',
    size: record.length,
    mode: 0o644,
  });
  const cut = header([Buffer.from(name).subarray(0, NAME), NONE], { type: '0', size, mode });
  return Buffer.concat([own, record, paddingOf(record.length), cut]);
}

/** What comes behind so many bytes of a file. */
export function paddingOf(size: number): Buffer {
  return ARCHIVE_END.subarray(0, (BLOCK - (size % BLOCK)) % BLOCK);
}

type PathFields = readonly [name: Buffer, prefix: Buffer];
const NONE = Buffer.alloc(0);

/** Undefined for a path that no slash splits so that both parts fit. */
function fieldsOf(path: string): PathFields | undefined {
  const bytes = Buffer.from(path);
  if (bytes.length <= NAME) return [bytes, NONE];
  if (bytes.length > NAME + 1 + PREFIX) return undefined;
  const slash = bytes.lastIndexOf('/', PREFIX);
  const isSplit = slash > 0 && bytes.length - slash - 1 <= NAME;
  return isSplit ? [bytes.subarray(slash + 1), bytes.subarray(0, slash)] : undefined;
}

function header(
  [name, prefix]: PathFields,
  { type, size, mode }: { type: '0' | 'x'; size: number; mode: number },
): Buffer {
  const block = Buffer.alloc(BLOCK);
  name.copy(block, 0);
  block.write(`${octal(mode, 7)}\0${octal(0, 7)}\0${octal(0, 7)}\0${octal(size, 11)}\0${octal(0, 11)}\0`, NAME);
  block.write(' '.repeat(8) + type, CHECKSUM);
  block.write('ustar\x0000root', 257);
  block.write('root', 297);
  prefix.copy(block, 345);
  block.write(
    `${octal(
      block.reduce((sum, byte) => sum + byte, 0),
      6,
    )}\0 `,
    CHECKSUM,
  );
  return block;
}

const CHECKSUM = 148;

function octal(value: number, digits: number): string {
  return value.toString(8).padStart(digits, '0');
}

/** `LENGTH path=NAME` and a newline; the length counts its own digits. */
function pathRecord(name: string): Buffer {
  const rest = ` path=${name}\n`;
  const bytes = Buffer.byteLength(rest);
  const digits = String(bytes + String(bytes).length).length;
  return Buffer.from(`${bytes + digits}${rest}`);
}
