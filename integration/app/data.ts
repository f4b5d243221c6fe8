// What `data.test.ts` runs in Node.js: the packed package, with and without the entry that needs it.
import { cpu } from '@gemmule/backend-cpu';
import { registerBackend } from '@gemmule/core';
import { decodeNpy, encodeNpy, imageTensor, loader, streamDataset, toPixels } from '@gemmule/data';
import { decodeImage, encodePng } from '@gemmule/data/node';

await registerBackend(cpu());
const { shape } = decodeNpy(encodeNpy({ dtype: 'int8', shape: [2, 1], data: Int8Array.of(1, 2) }));
const counts: number[] = [];
const samples = streamDataset(
  [1, 2, 3].map((x) => ({ input: [x], target: x })),
  { inputShape: [1], targetType: 'int32' },
);
for await (using batch of loader(samples, { batch: 2 })) counts.push(batch.inputs.size);
const image = await decodeImage(await encodePng({ width: 1, height: 1, data: Uint8Array.of(1, 2, 3, 255) }));
using x = imageTensor(image);
console.log(JSON.stringify({ shape, counts, pixels: [...(await toPixels(x)).data] }));
