/**
 * Numbers that do not fit: rank, channels, stride, data length, a bad option.
 * The message is one line: operation, what is wrong with the numbers, the operands, the remedy if known.
 */
export class ShapeError extends Error {
  override readonly name: string = 'ShapeError';
}

/** A call at the wrong time: a tensor used after its dispose, gradients asked of what was not recorded. */
export class UsageError extends Error {
  override readonly name: string = 'UsageError';
}

/** A backend that is missing, disposed, lost, out of memory, or not the one the operands live on. */
export class BackendError extends Error {
  override readonly name: string = 'BackendError';
}

/** A file or byte sequence that does not parse. Nothing has been changed when it is thrown. */
export class FormatError extends Error {
  override readonly name: string = 'FormatError';
}
