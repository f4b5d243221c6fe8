import { FormatError } from '@gemmule/core';

export function bad(what: string, cause?: unknown): FormatError {
  return new FormatError(`onnx: ${what}`, { cause });
}

/** Text from a file in a sentence: on one line, and not all of a long one. */
export function show(text: string): string {
  return JSON.stringify(text.length > 60 ? `${text.slice(0, 57)}...` : text).replaceAll('"', "'");
}
