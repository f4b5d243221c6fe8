import { FormatError } from '@gemmule/core';

const pixels = 3 * 32 * 32;

/** Images of CIFAR-10 (Krizhevsky, 2009). */
export interface Cifar10 {
  /** Images. */
  readonly count: number;
  /** `[count, 3, 32, 32]`: red, green, blue. */
  readonly images: Uint8Array;
  /** 0 to 9. */
  readonly labels: Uint8Array;
}

/** Images of CIFAR-100. */
export interface Cifar100 {
  /** Images. */
  readonly count: number;
  /** `[count, 3, 32, 32]`: red, green, blue. */
  readonly images: Uint8Array;
  /** 0 to 99. */
  readonly labels: Uint8Array;
  /** The group of five classes that the label belongs to, 0 to 19. */
  readonly coarseLabels: Uint8Array;
}

/**
 * Reads a file of the binary version of CIFAR-10: for each image its label, and then 1024 bytes of each red, green and blue.
 * The bytes are not trusted.
 *
 * @throws FormatError for a file that ends inside an image, or for a label above 9.
 * @example
 * ```ts
 * const { images, labels } = decodeCifar10(await readFile('cifar-10-batches-bin/test_batch.bin'));
 * const data = imageDataset({ images, imageShape: [3, 32, 32], labels, classes: 10 });
 * ```
 */
export function decodeCifar10(bytes: Uint8Array): Cifar10 {
  const { count, images, labels } = decode('decodeCifar10', bytes, [10]);
  return { count, images, labels: labels[0]! };
}

/**
 * As {@link decodeCifar10}, for CIFAR-100, where each image has two labels, coarse and fine.
 *
 * @throws FormatError for a file that ends inside an image, or for a label above 19 or 99.
 * @example
 * ```ts
 * const { count, labels, coarseLabels } = decodeCifar100(new Uint8Array(2 * (2 + 3072)));
 * console.log(count, labels.length, coarseLabels.length);   // 2 2 2
 * ```
 */
export function decodeCifar100(bytes: Uint8Array): Cifar100 {
  const { count, images, labels } = decode('decodeCifar100', bytes, [20, 100]);
  return { count, images, labels: labels[1]!, coarseLabels: labels[0]! };
}

/** Records of one label for each entry of `classes`, and an image. */
function decode(
  operation: string,
  bytes: Uint8Array,
  classes: readonly number[],
): { count: number; images: Uint8Array; labels: Uint8Array[] } {
  const record = classes.length + pixels;
  if (bytes.length % record !== 0) {
    throw new FormatError(
      `${operation}: ${bytes.length} bytes are no multiple of ${record}, the bytes of an image with its labels`,
    );
  }
  const count = bytes.length / record;
  const images = new Uint8Array(count * pixels);
  const labels = classes.map(() => new Uint8Array(count));
  for (let i = 0; i < count; i++) {
    const at = i * record;
    for (const [k, limit] of classes.entries()) {
      const label = bytes[at + k]!;
      if (label >= limit) {
        throw new FormatError(`${operation}: a label of image ${i} is ${label}, must be 0 to ${limit - 1}`);
      }
      labels[k]![i] = label;
    }
    images.set(bytes.subarray(at + classes.length, at + record), i * pixels);
  }
  return { count, images, labels };
}
