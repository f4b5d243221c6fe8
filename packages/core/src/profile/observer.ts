/** Who is told which operation the kernels called next belong to; nobody, unless something is being profiled. */
export interface Observer {
  /** An operation begins. */
  operation(name: string): unknown;
  /** The gradient of an operation begins, or, undefined, is over. */
  gradient(name: string | undefined): unknown;
}

/** One check of this is what profiling costs where it is off. */
export const observed: { by: Observer | undefined } = { by: undefined };
