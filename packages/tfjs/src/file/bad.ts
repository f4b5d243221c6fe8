import { FormatError } from '@gemmule/core';

export function bad(what: string, cause?: unknown): FormatError {
  return new FormatError(`tfjs: ${what}`, { cause });
}

/** Text from a file in a sentence: on one line, and not all of a long one. */
export function show(text: string): string {
  return JSON.stringify(text.length > 60 ? `${text.slice(0, 57)}...` : text).replaceAll('"', "'");
}

/** A value from a file in a sentence. Not by `String`: an object of a file may have a `toString` of its own. */
export function showValue(value: unknown): string {
  if (typeof value === 'string') return show(value);
  if (typeof value === 'object') return value === null ? 'null' : Array.isArray(value) ? 'a list' : 'an object';
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : 'nothing';
}
