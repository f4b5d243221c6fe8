import { type Backend, type IntTensor, ShapeError, showShape, type Tensor, UsageError } from '@gemmule/core';
import type { ElementType } from '../file/element-type.ts';
import type { Numbers } from '../file/tensor-data.ts';
import type { HostValue } from '../values/host.ts';
import { SMALL, tensorOf, type Value } from '../values/value.ts';

/** What a kernel is given each time that its node is run. */
export class Call {
  readonly #inputs: readonly (Value | undefined)[];

  readonly backend: Backend;
  /** Says that a value of so many elements is about to be made. @throws FormatError where that is too many. */
  readonly claim: (shape: readonly number[]) => void;

  constructor(inputs: readonly (Value | undefined)[], backend: Backend, claim: (shape: readonly number[]) => void) {
    this.#inputs = inputs;
    this.backend = backend;
    this.claim = claim;
  }

  get count(): number {
    return this.#inputs.length;
  }

  has(index: number): boolean {
    return this.#inputs[index] !== undefined;
  }

  value(index: number): Value {
    const value = this.#inputs[index];
    if (value === undefined) throw new ShapeError(`input ${index} is missing`);
    return value;
  }

  /** All inputs, of an operator that takes any number. */
  get values(): readonly Value[] {
    return this.#inputs.map((_, index) => this.value(index));
  }

  shape(index: number): readonly number[] {
    return this.value(index).shape;
  }

  dtype(index: number): ElementType {
    return this.value(index).dtype;
  }

  /** The input on the backend. */
  tensor(index: number): Tensor<number[]> {
    return tensorOf(this.value(index), this.backend);
  }

  optionalTensor(index: number): Tensor<number[]> | undefined {
    return this.has(index) ? this.tensor(index) : undefined;
  }

  /** Integers that were computed on the backend, which argmax does. */
  intTensor(index: number): IntTensor<number[]> | undefined {
    const { dtype, tensor } = this.value(index);
    return dtype.includes('int') ? (tensor as IntTensor<number[]> | undefined) : undefined;
  }

  /** The numbers of an input. @throws UsageError where they are on the backend. */
  numbers(index: number): Numbers {
    const { numbers } = this.value(index);
    if (numbers !== undefined) return numbers;
    throw new UsageError(
      `input ${index} decides over shapes, or holds integers, and is not a constant or calculated from shapes; ` +
        'such a value cannot be read while the model runs',
    );
  }

  optionalNumbers(index: number): Numbers | undefined {
    return this.has(index) ? this.numbers(index) : undefined;
  }

  /** Sizes, axes, indices. @throws ShapeError for what is no list of integers that a number can hold. */
  integers(index: number): number[] {
    const numbers = Array.from(this.numbers(index));
    const wrong = numbers.find((value) => !Number.isSafeInteger(value));
    if (wrong !== undefined || this.shape(index).length > 1) {
      throw new ShapeError(`input ${index} should be a list of integers, got ${wrong ?? showShape(this.shape(index))}`);
    }
    return numbers;
  }

  optionalIntegers(index: number): number[] | undefined {
    return this.has(index) ? this.integers(index) : undefined;
  }

  /**
   * Whether to calculate on the host with these inputs (by default all): integers and doubles live nowhere else, and a few
   * numbers that are there already may become a shape. @throws UsageError where that is so and some are on the backend.
   */
  onHost(...indices: readonly number[]): boolean {
    const chosen = (indices.length === 0 ? this.#inputs.map((_, i) => i) : indices).filter((index) => this.has(index));
    const values = chosen.map((index) => this.value(index));
    const few = values.every(({ numbers }) => numbers !== undefined && numbers.length <= SMALL);
    if (!few && values.every(({ dtype }) => onBackend.has(dtype))) return false;
    for (const index of chosen) this.numbers(index);
    return true;
  }

  /** Inputs for which `onHost` is true. */
  hostValue(index: number): HostValue {
    this.numbers(index);
    return this.value(index) as HostValue;
  }
}

const onBackend: ReadonlySet<ElementType> = new Set(['float32', 'bool']);
