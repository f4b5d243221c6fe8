import type { Activation } from '@gemmule/core';

/** Numbers of the activations in jobs, as in assembly/activation.ts. */
const numbers: Readonly<Record<Activation, number>> = { relu: 1 };

/** The field of a job. */
export function activationField(activation: Activation | undefined): number {
  return activation === undefined ? 0 : numbers[activation];
}
