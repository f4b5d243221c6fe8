import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { cropPixels } from '@gemmule/data';
import { decodeImage, encodePng } from '@gemmule/data/node';
import {
  assertWritable,
  type BackendName,
  engineOption,
  percent,
  program,
  run,
  useEngine,
} from '@gemmule/example-terminal';
import { writeWhole } from '@gemmule/nn/node';
import { findLines } from './find-lines.ts';
import { loadDetector, loadLetters, loadRecogniser } from './models.ts';
import { outlined } from './outlined.ts';
import { readLine } from './read-line.ts';

// Reads the text in a picture with two ONNX networks that others trained.

interface Options {
  readonly backend: BackendName;
  readonly out?: string;
}

const root = join(import.meta.dirname, '..');

await run(async () => {
  const command = program('reading', 'Reads the text in a picture (PNG or JPEG). Nothing is downloaded.')
    .argument('[picture]', 'the file (default: examples/reading/sign.jpg)')
    .addOption(engineOption())
    .option(
      '--out <file>',
      'where to write the picture with frames around the lines (default: examples/reading/dist/lines.png)',
    )
    .parse();
  return main(command.args[0] ?? join(root, 'sign.jpg'), command.opts<Options>());
});

async function main(path: string, { backend, out = join(root, 'dist', 'lines.png') }: Options): Promise<number> {
  const picture = await decodeImage(await readFile(path));
  assertWritable(out);
  await useEngine(backend);
  using detector = loadDetector();
  using recogniser = loadRecogniser();
  const letters = loadLetters();

  const start = performance.now();
  const lines = await findLines(detector, picture);
  const found = performance.now();
  console.log('');
  for (const line of lines) {
    const { text, certainty } = await readLine(recogniser, letters, cropPixels(picture, line));
    if (text !== '') console.log(`${percent(certainty, 0).padStart(5)}  ${text}`);
  }
  const seconds = (from: number, to: number) => `${((to - from) / 1000).toFixed(1)} s`;
  console.log(
    `\n${lines.length} lines, found in ${seconds(start, found)}, read in ${seconds(found, performance.now())}`,
  );
  await writeWhole(out, await encodePng(outlined(picture, lines)));
  console.log(`written: ${out}`);
  return 0;
}
