import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { decodeImage, encodePng } from '@gemmule/data/node';
import {
  assertWritable,
  type BackendName,
  countProgress,
  duration,
  engineOption,
  grouped,
  program,
  run,
  untilInterrupted,
  useEngine,
} from '@gemmule/example-terminal';
import { writeWhole } from '@gemmule/nn/node';
import { Option } from 'commander';
import { enlarge, tilesOf } from './enlarge.ts';
import { loadNetwork, photograph, type Scale, scales } from './network.ts';

// Enlarges a photograph with a network that others trained in another framework.

interface Options {
  readonly backend: BackendName;
  readonly scale: `${Scale}`;
  readonly out?: string;
}

/** Not under version control. */
const defaultOut = join(import.meta.dirname, '..', 'dist', 'enlarged.png');

await run(async () => {
  const command = program('super-resolution', 'Enlarges a photograph (PNG or JPEG). Nothing is downloaded.')
    .argument('[photograph]', 'the file (default: a flower, 128 x 128, that comes with the network)')
    .addOption(engineOption())
    .addOption(new Option('--scale <n>', 'how many times as wide and as high').choices(scales.map(String)).default('4'))
    .option('--out <file>', 'where to write the PNG (default: examples/super-resolution/dist/enlarged.png)')
    .parse();
  return main(command.args[0] ?? photograph, command.opts<Options>());
});

async function main(path: string, { backend, out = defaultOut, ...options }: Options): Promise<number> {
  const scale = Number(options.scale) as Scale;
  const image = await decodeImage(await readFile(path));
  assertWritable(out);
  await useEngine(backend);
  using model = loadNetwork(scale);
  console.log(`photograph: ${image.width} x ${image.height}, to be ${scale} times as large`);

  const start = performance.now();
  const tile = 96;
  const progress = countProgress(process.stderr, tilesOf(image, tile).length, 'tiles');
  const result = await untilInterrupted((signal) =>
    enlarge(model, image, { scale, tile, signal, onTile: (done) => progress.step(done) }),
  ).finally(() => progress.stop());
  if (result === undefined) {
    console.log('interrupted: nothing was written');
    return 130;
  }
  const seconds = (performance.now() - start) / 1000;
  await writeWhole(out, await encodePng(result));
  const pixels = grouped(result.width * result.height);
  console.log(`enlarged: ${result.width} x ${result.height}, ${pixels} pixels in ${duration(seconds)}`);
  console.log(`written: ${out}`);
  return 0;
}
