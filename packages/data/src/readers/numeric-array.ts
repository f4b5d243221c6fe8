/**
 * The typed array that holds numbers of each type: `int8` `uint8` `int16` `uint16` `int32` `uint32` `int64` `uint64` `float32`
 * `float64` are those of that name, 64 bits whole as big integers.
 */
export interface NumericData {
  /** 0 or 1. */
  bool: Uint8Array;
  int8: Int8Array;
  uint8: Uint8Array;
  int16: Int16Array;
  uint16: Uint16Array;
  int32: Int32Array;
  uint32: Uint32Array;
  int64: BigInt64Array;
  uint64: BigUint64Array;
  float32: Float32Array;
  float64: Float64Array;
}

/** Types of numbers that arrays in files have. */
export type NumericType = keyof NumericData;

/** Numbers with a shape, row-major, as files hold them. `array.dtype` tells what `array.data` is. */
export type NumericArray<Type extends NumericType = NumericType> = Type extends NumericType
  ? { readonly dtype: Type; readonly shape: readonly number[]; readonly data: NumericData[Type] }
  : never;
