import { UsageError } from '@gemmule/core';
import type sharp from 'sharp';

/** The package `sharp`, which users of images install themselves. @throws UsageError where it is missing. */
export async function loadSharp(operation: string): Promise<typeof sharp> {
  try {
    return (await import('sharp')).default;
  } catch (error) {
    throw new UsageError(`${operation}: needs the package sharp; install it beside @gemmule/data`, { cause: error });
  }
}
