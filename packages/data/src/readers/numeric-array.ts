/** The typed array that holds numbers of each type. */
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

export type NumericType = keyof NumericData;

/** Numbers with a shape, row-major, as files hold them. `array.dtype` tells what `array.data` is. */
export type NumericArray<Type extends NumericType = NumericType> = Type extends NumericType
  ? { readonly dtype: Type; readonly shape: readonly number[]; readonly data: NumericData[Type] }
  : never;
