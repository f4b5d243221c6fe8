import { assertPositive, assertShape, type DType, type HostArray, ShapeError, showShape, sizeOf } from '@gemmule/core';
import type { Dataset } from './dataset.ts';

/** A {@link Dataset} in arrays. */
export interface ArrayDataset<
  D extends DType,
  S extends readonly number[],
  T extends readonly number[],
> extends Dataset<D, S, T> {
  /**
   * The first `count` samples, or those of the given indices; shares the arrays.
   *
   * @throws ShapeError when there are not so many, or an index is no sample.
   */
  subset(samples: number | ArrayLike<number>): ArrayDataset<D, S, T>;
}

interface Inputs<S extends readonly number[], T extends readonly number[]> {
  /** All inputs one after the other, row-major. Not copied. */
  readonly inputs: Float32Array;
  /** The shape of one input: `[1, 28, 28]`. */
  readonly inputShape: readonly [...S];
  /** The shape of one target. Default `[]`: one label or number per sample. */
  readonly targetShape?: readonly [...T];
}

/** Arrays of inputs with a label each. */
export interface LabelledArrays<S extends readonly number[], T extends readonly number[]> extends Inputs<S, T> {
  /** One class per sample (or as many as `targetShape` says), from 0. Not copied. */
  readonly labels: Int32Array | Uint8Array;
  /** How many classes there are. Default: the largest label plus 1. */
  readonly classes?: number;
}

/** Arrays of inputs with numbers to predict. */
export interface TargetArrays<S extends readonly number[], T extends readonly number[]> extends Inputs<S, T> {
  /** One number per sample (or as many as `targetShape` says), to be predicted. Not copied. */
  readonly targets: Float32Array;
}

/**
 * A data set from arrays.
 *
 * @throws ShapeError when lengths do not fit each other or the shapes, or a label is out of range.
 * @example
 * ```ts
 * const data = nn.arrayDataset({ inputs: pixels, inputShape: [1, 28, 28], labels: digits, classes: 10 });
 * const small = data.subset(32);
 * ```
 */
export function arrayDataset<const S extends readonly number[], const T extends readonly number[] = []>(
  arrays: LabelledArrays<S, T>,
): ArrayDataset<'int32', S, T>;
export function arrayDataset<const S extends readonly number[], const T extends readonly number[] = []>(
  arrays: TargetArrays<S, T>,
): ArrayDataset<'float32', S, T>;
export function arrayDataset(
  arrays: LabelledArrays<readonly number[], readonly number[]> | TargetArrays<readonly number[], readonly number[]>,
): ArrayDataset<DType, readonly number[], readonly number[]> {
  const { inputs, inputShape, targetShape = [] } = arrays;
  const isLabelled = 'labels' in arrays;
  const targets = isLabelled ? arrays.labels : arrays.targets;
  const name = isLabelled ? 'labels' : 'targets';
  assertShape('arrayDataset', inputShape, 'inputShape');
  assertShape('arrayDataset', targetShape, 'targetShape');
  const length = countSamples('inputs', inputs.length, 'inputShape', inputShape);
  const targetCount = countSamples(name, targets.length, 'targetShape', targetShape);
  if (length !== targetCount) {
    throw new ShapeError(`arrayDataset: there are ${length} inputs but ${targetCount} ${name}`);
  }
  const common = { inputs, inputShape: [...inputShape], targetShape: [...targetShape], targets };
  if (!isLabelled) return view({ ...common, targetType: 'float32', classes: undefined }, countUp(length));
  const classes = checkLabels(arrays.labels, arrays.classes);
  return view({ ...common, targetType: 'int32', classes }, countUp(length));
}

function countSamples(name: string, numbers: number, shapeName: string, shape: readonly number[]): number {
  const size = sizeOf(shape);
  if (size > 0 && numbers % size === 0) return numbers / size;
  throw new ShapeError(
    `arrayDataset: ${name} has ${numbers} numbers, which is no multiple of ${size} (${shapeName} ${showShape(shape)})`,
  );
}

/** How many classes there are. */
function checkLabels(labels: Int32Array | Uint8Array, classes: number | undefined): number {
  if (classes !== undefined) assertPositive('arrayDataset', 'classes', classes);
  let largest = 0;
  for (let i = 0; i < labels.length; i++) {
    const label = labels[i]!;
    largest = Math.max(largest, label);
    if (label >= 0 && (classes === undefined || label < classes)) continue;
    const range = classes === undefined ? 'below 0' : `outside 0 … ${classes - 1}`;
    throw new ShapeError(`arrayDataset: label ${label} at index ${i} is ${range}`);
  }
  return classes ?? largest + 1;
}

function countUp(length: number): Uint32Array {
  return Uint32Array.from({ length }, (_, i) => i);
}

interface Content {
  readonly inputs: Float32Array;
  readonly inputShape: readonly number[];
  readonly targets: Float32Array | Int32Array | Uint8Array;
  readonly targetShape: readonly number[];
  readonly targetType: DType;
  readonly classes: number | undefined;
}

/** The samples of `content` at `rows`. */
function view(content: Content, rows: Uint32Array): ArrayDataset<DType, readonly number[], readonly number[]> {
  const { inputs, inputShape, targets, targetShape, targetType, classes } = content;
  const [inputSize, targetSize] = [sizeOf(inputShape), sizeOf(targetShape)];
  return {
    length: rows.length,
    inputShape,
    targetShape,
    targetType,
    classes,
    copy(index: number, toInputs: Float32Array, toTargets: HostArray[DType], row: number): void {
      const from = rows[index]!;
      toInputs.set(inputs.subarray(from * inputSize, (from + 1) * inputSize), row * inputSize);
      toTargets.set(targets.subarray(from * targetSize, (from + 1) * targetSize), row * targetSize);
    },
    subset: (samples) => view(content, select(rows, samples)),
  };
}

function select(rows: Uint32Array, samples: number | ArrayLike<number>): Uint32Array {
  const { length } = rows;
  if (typeof samples === 'number') {
    if (Number.isSafeInteger(samples) && samples >= 0 && samples <= length) return rows.slice(0, samples);
    throw new ShapeError(`subset: the number of samples must be an integer from 0 to ${length}, got ${samples}`);
  }
  return Uint32Array.from(samples, (index, i) => {
    if (Number.isSafeInteger(index) && index >= 0 && index < length) return rows[index]!;
    throw new ShapeError(`subset: index ${index} at position ${i} is not one of the ${length} samples`);
  });
}
