import type { CpuBuffer } from '../cpu-buffer.ts';
import type { LinearMemory } from './memory.ts';

interface Packed {
  address: number;
  version: number;
}

/** The version of a form that is still to be filled. */
const unpacked = -1;
/** How many versions a packed form is kept that nobody asks for: evaluations come between training steps. */
const patience = 8;

/**
 * Weights in the order in which a kernel reads them, kept from call to call and packed again once the weights have changed.
 * A buffer's version counts the kernels that wrote into it.
 */
export interface PackedWeights {
  /**
   * Address of a buffer's packed form, which `pack` fills where it is missing or old. `layout` names all that decides what
   * the form looks like, sizes included: buffers come from a pool, and tensors of different shapes share one.
   */
  get(buffer: CpuBuffer, layout: string, elements: number, pack: (to: number) => void): number;
  /** To be called when a buffer has been, or is about to be, written. */
  touch(buffer: CpuBuffer): void;
  /** To be called when a buffer is freed. */
  drop(buffer: CpuBuffer): void;
}

export function createPackedWeights(memory: LinearMemory): PackedWeights {
  const versions = new WeakMap<CpuBuffer, number>();
  const packed = new Map<CpuBuffer, Map<string, Packed>>();

  /** Frees the forms that were not asked for since the weights were written several times. */
  function evict(layouts: Map<string, Packed>, version: number): void {
    for (const [layout, { address, version: packedAt }] of layouts) {
      if (packedAt === unpacked || version - packedAt <= patience) continue;
      memory.free(address);
      layouts.delete(layout);
    }
  }

  return {
    get(buffer, layout, elements, pack) {
      const version = versions.get(buffer) ?? 0;
      let layouts = packed.get(buffer);
      if (layouts === undefined) packed.set(buffer, (layouts = new Map()));
      let entry = layouts.get(layout);
      if (entry === undefined) {
        entry = { address: memory.allocate(elements * 4), version: unpacked };
        layouts.set(layout, entry);
      }
      if (entry.version !== version) {
        entry.version = unpacked;
        evict(layouts, version);
        pack(entry.address);
        entry.version = version;
      }
      return entry.address;
    },
    touch(buffer) {
      versions.set(buffer, (versions.get(buffer) ?? 0) + 1);
    },
    drop(buffer) {
      for (const { address } of packed.get(buffer)?.values() ?? []) memory.free(address);
      packed.delete(buffer);
    },
  };
}
