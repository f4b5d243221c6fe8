import { BackendError } from '@gemmule/core';

const pageBytes = 64 * 1024;
const alignment = 64;
/** Kernels may read up to a vector register beyond the end of an array. */
const slack = 64;
/** Memory is grown by no less: each growth costs a system call. */
const growthBytes = 16 * 2 ** 20;

interface Block {
  address: number;
  bytes: number;
}

/** Blocks of a WASM module's linear memory, handed out best fit, joined again when freed. */
export interface LinearMemory {
  readonly memory: WebAssembly.Memory;
  /** Address of a block, a multiple of 64. @throws BackendError when the memory is not to be had */
  allocate(bytes: number): number;
  free(address: number): void;
}

/** @param heapBase the first byte to hand out; what lies below is the module's */
export function createLinearMemory(memory: WebAssembly.Memory, heapBase: number): LinearMemory {
  const used = new Map<number, number>();
  /** Ordered by address; no two touch. */
  const gaps: Block[] = [];
  let end = roundUp(heapBase, alignment);

  function takeGap(bytes: number): number | undefined {
    let best: Block | undefined;
    for (const gap of gaps) {
      if (gap.bytes >= bytes && (best === undefined || gap.bytes < best.bytes)) best = gap;
    }
    if (best === undefined) return undefined;
    const { address } = best;
    best.address += bytes;
    best.bytes -= bytes;
    if (best.bytes === 0) gaps.splice(gaps.indexOf(best), 1);
    return address;
  }

  function extend(bytes: number): number {
    // A gap at the very end is used up first.
    const last = gaps.at(-1);
    const address = last !== undefined && last.address + last.bytes === end ? last.address : end;
    ensure(address + bytes);
    if (address !== end) gaps.pop();
    end = address + bytes;
    return address;
  }

  function ensure(bytes: number): void {
    const missing = bytes - memory.buffer.byteLength;
    if (missing <= 0) return;
    try {
      memory.grow(Math.ceil(Math.max(missing, growthBytes) / pageBytes));
    } catch {
      try {
        memory.grow(Math.ceil(missing / pageBytes));
      } catch (cause) {
        const sizes = `${mebibytes(missing)} MiB more than the ${mebibytes(memory.buffer.byteLength)} MiB there are`;
        throw new BackendError(`cpu: out of memory, ${sizes} are not to be had`, { cause });
      }
    }
  }

  return {
    memory,
    allocate(bytes) {
      const size = roundUp(bytes + slack, alignment);
      const address = takeGap(size) ?? extend(size);
      used.set(address, size);
      return address;
    },
    free(address) {
      const bytes = used.get(address);
      if (bytes === undefined) throw new BackendError(`cpu: free: no block begins at ${address}`);
      used.delete(address);
      const next = gaps.findIndex((gap) => gap.address > address);
      const index = next === -1 ? gaps.length : next;
      gaps.splice(index, 0, { address, bytes });
      joinNext(gaps, index);
      joinNext(gaps, index - 1);
    },
  };
}

function joinNext(gaps: Block[], index: number): void {
  const gap = gaps[index];
  const next = gaps[index + 1];
  if (gap === undefined || next === undefined || gap.address + gap.bytes !== next.address) return;
  gap.bytes += next.bytes;
  gaps.splice(index + 1, 1);
}

function roundUp(length: number, multiple: number): number {
  return Math.ceil(length / multiple) * multiple;
}

function mebibytes(bytes: number): number {
  return Math.ceil(bytes / 2 ** 20);
}
