import { BackendError, FormatError, ShapeError, UsageError } from '@gemmule/core';

/** Runs `body`; an error of it says where it was. */
export function located<T>(title: string, body: () => T): T {
  try {
    return body();
  } catch (error) {
    for (const Kind of [ShapeError, UsageError, BackendError, FormatError]) {
      if (!(error instanceof Kind)) continue;
      throw new Kind(`tfjs: ${title}: ${error.message.replace(/^tfjs: /, '')}`, { cause: error });
    }
    throw error;
  }
}
