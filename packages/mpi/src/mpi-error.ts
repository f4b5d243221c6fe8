/** What goes wrong between processes: a library that is missing, processes that do not do the same, one that has ended. */
export class MpiError extends Error {
  override name = 'MpiError';
}
