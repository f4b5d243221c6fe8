/** What every example may use without an import. */
export const given: readonly string[] = [];
