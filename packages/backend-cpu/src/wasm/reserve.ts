import type { LinearMemory } from './memory.ts';

/**
 * A block of memory that is kept from call to call. Asking for more than it has gives another block, and what was in it is
 * lost.
 */
export function createReserve(memory: LinearMemory): (bytes: number) => number {
  let address = 0;
  let reserved = 0;
  return (bytes) => {
    if (bytes <= reserved) return address;
    if (reserved > 0) memory.free(address);
    reserved = 0;
    address = memory.allocate(bytes);
    reserved = bytes;
    return address;
  };
}
