/** Numbers as they lie in memory. */
export type Numbers = Float32Array | Float64Array | Int32Array | Uint8Array;

/** How values of several processes become one. */
export type Operation = 'sum' | 'product' | 'min' | 'max';

/** The names of element types, in an order that all processes know. */
export const elementTypes = ['float32', 'float64', 'int32', 'uint8'] as const;
export type ElementType = (typeof elementTypes)[number];

export const operations: readonly Operation[] = ['sum', 'product', 'min', 'max'];

/** The place of MPI_IN_PLACE, a handle of MPI, or an address. */
export type Handle = bigint | number;

/** What MPI's header files define, which is not the same in all libraries. */
export interface Handles {
  /** How a handle is passed to a function. */
  readonly type: 'void *' | 'int';
  readonly world: Handle;
  readonly inPlace: bigint;
  /** Where nobody wants to know the status. */
  readonly statusIgnore: bigint | null;
  readonly types: Readonly<Record<ElementType, Handle>>;
  readonly operations: Readonly<Record<Operation, Handle>>;
}

/** In Open MPI a handle is the address of a structure that the library exports. */
export function openMpiHandles(address: (symbol: string) => bigint): Handles {
  return {
    type: 'void *',
    world: address('ompi_mpi_comm_world'),
    inPlace: 1n,
    statusIgnore: null,
    types: {
      float32: address('ompi_mpi_float'),
      float64: address('ompi_mpi_double'),
      int32: address('ompi_mpi_int'),
      uint8: address('ompi_mpi_unsigned_char'),
    },
    operations: {
      sum: address('ompi_mpi_op_sum'),
      product: address('ompi_mpi_op_prod'),
      min: address('ompi_mpi_op_min'),
      max: address('ompi_mpi_op_max'),
    },
  };
}

/** In MPICH and its relatives a handle is a number, and the header files have them all. */
export const mpichHandles: Handles = {
  type: 'int',
  world: 0x44000000,
  inPlace: -1n,
  statusIgnore: 1n,
  types: { float32: 0x4c00040a, float64: 0x4c00080b, int32: 0x4c000405, uint8: 0x4c000102 },
  operations: { max: 0x58000001, min: 0x58000002, sum: 0x58000003, product: 0x58000004 },
};

export function elementTypeOf(values: Numbers): ElementType {
  if (values instanceof Float32Array) return 'float32';
  if (values instanceof Float64Array) return 'float64';
  if (values instanceof Int32Array) return 'int32';
  return 'uint8';
}

export function emptyNumbers(type: ElementType, length: number): Numbers {
  const Kind = { float32: Float32Array, float64: Float64Array, int32: Int32Array, uint8: Uint8Array }[type];
  return new Kind(length);
}
