import { FormatError } from '@gemmule/core';
import { arrayDataset, type ArrayDataset } from '@gemmule/nn';
import { type DataFile, pixels, side } from './data-files.ts';

/** Images, and what they show. */
export interface LabelledImages {
  /** Ink from 0 to 255, `[N, 28, 28]`. */
  readonly images: Uint8Array;
  readonly labels: Uint8Array;
}

export interface DataSet {
  readonly file: DataFile;
  readonly train: LabelledImages;
  readonly test: LabelledImages;
}

/** @throws FormatError when there is no such file, or it is not what the index says. */
export async function fetchDataSet(file: DataFile, folder: string): Promise<DataSet> {
  const response = await fetch(new URL(file.file, folder));
  if (!response.ok || response.body === null) throw new FormatError(`${file.file}: the server says ${response.status}`);
  const bytes = await unpacked(response, file);
  return { file, ...partsOf(bytes, file) };
}

/** What the file must be long. */
function lengthOf({ train, test }: DataFile): number {
  return (train + test) * (pixels + 1);
}

/** Reads no more than there should be: a small file can unpack to very much. */
async function unpacked(response: Response, file: DataFile): Promise<Uint8Array> {
  const bytes = new Uint8Array(lengthOf(file));
  let length = 0;
  try {
    const reader = response.body!.pipeThrough(new DecompressionStream('gzip')).getReader();
    for (let part = await reader.read(); !part.done; part = await reader.read()) {
      if (length + part.value.length > bytes.length) {
        await reader.cancel();
        throw new FormatError(`${file.file} unpacks to more than ${bytes.length} bytes`);
      }
      bytes.set(part.value, length);
      length += part.value.length;
    }
  } catch (cause) {
    if (cause instanceof FormatError) throw cause;
    throw new FormatError(`${file.file} cannot be unpacked: ${(cause as Error).message}`, { cause });
  }
  if (length !== bytes.length)
    throw new FormatError(`${file.file} unpacks to ${length} bytes, must be ${bytes.length}`);
  return bytes;
}

function partsOf(bytes: Uint8Array, { train, test }: DataFile): Pick<DataSet, 'train' | 'test'> {
  let offset = 0;
  const take = (length: number) => bytes.subarray(offset, (offset += length));
  const part = (count: number): LabelledImages => ({ images: take(count * pixels), labels: take(count) });
  return { train: part(train), test: part(test) };
}

/** As a network takes them: over the training images the pixels have mean 0 and deviation 1. */
export function datasetOf({ images, labels }: LabelledImages, file: DataFile): ArrayDataset<'int32', [1, 28, 28], []> {
  const { classes } = file;
  return arrayDataset({
    inputs: normalized(images, file),
    inputShape: [1, side, side],
    labels,
    classes: classes.length,
  });
}

/** @param ink from 0 to 255 */
export function normalized(ink: ArrayLike<number>, { mean, deviation }: DataFile): Float32Array {
  return Float32Array.from(ink, (value) => (value / 255 - mean) / deviation);
}

/** A drawing in the middle, as the digits of MNIST are: by their centre of mass. */
export function centered(drawing: Float32Array): Float32Array {
  let [mass, rows, columns] = [0, 0, 0];
  drawing.forEach((ink, i) => {
    mass += ink;
    rows += ink * Math.floor(i / side);
    columns += ink * (i % side);
  });
  if (mass === 0) return drawing;
  const [down, right] = [rows, columns].map((sum) => Math.round((side - 1) / 2 - sum / mass)) as [number, number];
  return drawing.map((_, i) => {
    const [row, column] = [Math.floor(i / side) - down, (i % side) - right];
    return row >= 0 && row < side && column >= 0 && column < side ? drawing[row * side + column]! : 0;
  });
}
