/*
 * What the types say to somebody who makes a mistake, as the compiler prints it, and what they cost: a network as large
 * as ResNet-50, written layer by layer.
 */
import { execFile } from 'node:child_process';
import { mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';

const compilers = { '7': 'typescript', '5.9': 'typescript-5.9' } as const;
type Version = keyof typeof compilers;
const versions = Object.keys(compilers) as Version[];

/** Checks one module that imports this package; returns errors and statistics as the compiler prints them. */
async function compile(code: string, version: Version): Promise<string> {
  const folder = await realpath(await mkdtemp(join(tmpdir(), 'gemmule-nn-types-')));
  try {
    const compilerOptions = {
      strict: true,
      noEmit: true,
      target: 'es2024',
      lib: ['es2024', 'esnext.disposable', 'dom'],
      module: 'nodenext',
      allowImportingTsExtensions: true,
      customConditions: ['gemmule:source'],
      skipLibCheck: true,
      types: [],
    };
    await writeFile(join(folder, 'package.json'), '{ "type": "module" }');
    await writeFile(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions, files: ['code.ts'] }));
    await writeFile(
      join(folder, 'code.ts'),
      `import * as nn from '${join(import.meta.dirname, 'index.ts')}';\n${code}\n`,
    );
    return await run(version, folder);
  } finally {
    await rm(folder, { recursive: true });
  }
}

function run(version: Version, folder: string): Promise<string> {
  const root = dirname(createRequire(import.meta.url).resolve(`${compilers[version]}/package.json`));
  const args = ['--max-old-space-size=4096', join(root, 'bin/tsc'), '--project', folder];
  args.push('--extendedDiagnostics', '--pretty', 'false');
  return new Promise((resolve) => {
    // tsc exits with an error code where the code has errors, and with a signal where it takes too long.
    execFile(process.execPath, args, { cwd: folder, timeout: 50_000, maxBuffer: 2 ** 26 }, (_error, stdout, stderr) =>
      resolve(stdout + stderr),
    );
  });
}

/** Types instantiated: the measure of a compiler's work that does not depend on the machine. */
function instantiations(output: string): number {
  const found = /^Instantiations:\s*(\d+)/m.exec(output)?.[1];
  if (found === undefined) throw new Error(`tsc: ${output}`);
  return Number(found);
}

/** Layers of a network as deep and wide as ResNet-50 (He and others, 2015), as lines of code. */
function resnet50(): { code: string; layers: number } {
  const lines: string[] = [];
  let layers = 0;
  const conv = (from: number, to: number, kernel: number, stride = 1): string => {
    layers += 2;
    const padding = (kernel - 1) / 2;
    return `nn.conv2d({ in: ${from}, out: ${to}, kernel: ${kernel}, stride: ${stride}, padding: ${padding} }), nn.relu()`;
  };
  lines.push(conv(3, 64, 7, 2), 'nn.maxPool2d({ kernel: 3, stride: 2, padding: 1 })');
  let channels = 64;
  for (const [width, blocks, firstStride] of [
    [64, 3, 1],
    [128, 4, 2],
    [256, 6, 2],
    [512, 3, 2],
  ] as const) {
    for (let block = 0; block < blocks; block++) {
      const [into, stride] = [channels, block === 0 ? firstStride : 1];
      channels = width * 4;
      const body = [conv(into, width, 1), conv(width, width, 3, stride), conv(width, channels, 1)];
      if (block === 0) lines.push(...body);
      else lines.push(`nn.residual(${body.join(', ')}), nn.relu()`);
      layers += block === 0 ? 0 : 2;
    }
  }
  lines.push('nn.globalAvgPool2d()', 'nn.flatten()', 'nn.linear(2048, 1000)');
  layers += 4;
  const code = `
import { zeros, type Tensor } from '${join(import.meta.dirname, '../../core/src/index.ts')}';
const model = nn.network(['N', 3, 224, 224],\n  ${lines.join(',\n  ')},\n);
export const logits: Tensor<[8, 1000]> = model.forward(zeros([8, 3, 224, 224]));
// @ts-expect-error [8, 1000]
export const others: Tensor<[8, 999]> = model.forward(zeros([8, 3, 224, 224]));
`;
  return { code, layers };
}

/**
 * A third above what was measured: 24,000 instantiations with TypeScript 7, 21,800 with 5.9. Only what the network adds is
 * counted: the sources of core and nn, which users do not check, take more than that.
 */
const CEILING = 32_000;

test.each(versions)('ResNet-50 stays cheap to check with TypeScript %s', { timeout: 180_000 }, async (version) => {
  const { code, layers } = resnet50();
  expect(layers).toBe(126);
  const [without, output] = [await compile('', version), await compile(code, version)];
  expect(output).not.toContain('error');
  expect(instantiations(output) - instantiations(without)).toBeGreaterThan(1_000);
  expect(instantiations(output) - instantiations(without)).toBeLessThan(CEILING);
});

/** Lines with mistakes, and the errors that they give. */
const mistakes: [code: string, error: string][] = [
  ['nn.network(["N", 3, 32, 32],', ''],
  ['  nn.conv2d({ in: 3, out: 16, kernel: 3 }), nn.relu(),', ''],
  [
    '  nn.conv2d({ in: 8, out: 16, kernel: 3 }),',
    `TS2345: Argument of type 'Layer<Conv<2, [16, 8, 3, 3], 1, 0, 1, 1>>' is not assignable to parameter of type '"layer 2: conv2d: input has 16 channels but weight [16, 8, 3, 3] with groups 1 expects 8 (input [N, 16, 30, 30])"'.`,
  ],
  ['  nn.flatten(), nn.linear(12, 10));', ''],
  ['nn.network([8, 4, 6, 6],', ''],
  [
    '  nn.residual(nn.relu(), nn.conv2d({ in: 4, out: 4, kernel: 3 })));',
    `TS2345: Argument of type 'Layer<Residual<readonly [Elementwise, Conv<2, [4, 4, 3, 3], 1, 0, 1, 1>]>>' is not assignable to parameter of type '"layer 0: residual: shapes [8, 4, 6, 6] and [8, 4, 4, 4] differ in dimension 2 (6 and 4)"'.`,
  ],
  [
    'nn.conv2d({ in: 3, out: 16, kernel: 3, strides: 2 });',
    `TS2561: Object literal may only specify known properties, but 'strides' does not exist in type 'ConvConfig<"conv2d", 2, 3, 16, 3, 1, 0, 1, 1> & PaddingConfig'. Did you mean to write 'stride'?`,
  ],
  [
    'nn.conv2d({ in: 3, out: 16, kernel: 3, stride: 0 });',
    `TS2322: Type 'number' is not assignable to type '"conv2d: stride must be a positive integer, got 0"'.`,
  ],
  [
    'nn.conv2d({ in: 6, out: 8, kernel: 3, groups: 4 });',
    `TS2322: Type 'number' is not assignable to type '"conv2d: groups 4 must divide the 6 input channels (in 6, out 8)"'.`,
  ],
];

test.each(versions)(
  'TypeScript %s prints a mistake as one sentence, on the line where it was made',
  async (version) => {
    const output = await compile(mistakes.map(([code]) => code).join('\n'), version);
    // Line 1 is the import.
    const wanted = mistakes.flatMap(([, error], i) => (error === '' ? [] : [`${i + 2}: ${error}`]));
    const found = output.matchAll(/^code\.ts\((\d+),\d+\): error (.*)$/gm);
    expect(Array.from(found, ([, line, error]) => `${line}: ${error}`)).toEqual(wanted);
  },
);
