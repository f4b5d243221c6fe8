import { FormatError } from '@gemmule/core';
import { ZipReader } from '@zip.js/zip.js/lib/zip-core-reader.js';

/** A zip file of nothing. */
const EMPTY_BYTES = 22;

/**
 * The files in a zip file, by their names. Inflated by what the host has.
 *
 * @throws FormatError for a file that is damaged, or unpacks to more than `maxBytes`.
 */
export async function unzip(bytes: Uint8Array<ArrayBuffer>, maxBytes: number): Promise<Map<string, Uint8Array>> {
  const settings = { useWebWorkers: false, checkSignature: true, checkOverlappingEntry: true };
  const files = new Map<string, Uint8Array>();
  try {
    const reader = new ZipReader({ readable: new Blob([bytes]).stream() }, settings);
    const entries = await reader.getEntries();
    // The number of entries is covered by nothing else.
    if (entries.length === 0 && bytes.length > EMPTY_BYTES) throw bad('it says that it is empty, but it is not');
    const total = entries.reduce((sum, { uncompressedSize }) => sum + uncompressedSize, 0);
    if (total > maxBytes) throw bad(`it unpacks to ${total} bytes, more than maxBytes ${maxBytes}`);
    for (const entry of entries) {
      const name = JSON.stringify(entry.filename);
      if (files.has(entry.filename)) throw bad(`it has two entries ${name}`);
      if (entry.directory || entry.encrypted) throw bad(`${name} is no plain file`);
      const collected = collect(entry.uncompressedSize, name);
      await entry.getData(collected.stream);
      files.set(entry.filename, collected.join());
    }
    await reader.close();
  } catch (error) {
    if (error instanceof FormatError) throw error;
    throw bad(error instanceof Error ? error.message : String(error), error);
  }
  return files;
}

/** A stream that keeps what is written, up to a size: what the file says of itself need not be so. */
function collect(size: number, name: string): { stream: WritableStream<Uint8Array>; join: () => Uint8Array } {
  const parts: Uint8Array[] = [];
  let length = 0;
  const stream = new WritableStream<Uint8Array>({
    write(part) {
      length += part.length;
      if (length > size) throw bad(`${name} is larger than it says`);
      parts.push(part);
    },
  });
  function join(): Uint8Array {
    const whole = new Uint8Array(length);
    let at = 0;
    for (const part of parts) {
      whole.set(part, at);
      at += part.length;
    }
    return whole;
  }
  return { stream, join };
}

function bad(what: string, cause?: unknown): FormatError {
  return new FormatError(`npz: ${what}`, { cause });
}
