import { gradients, type Tensor, tensor, Workspace, workspaceLength, conv, convTranspose } from '@gemmule/core';
import type { CaseContext, ConformanceCase } from '../harness/case.ts';
import { assert, assertClose } from '../harness/compare.ts';
import { axis } from '../harness/geometry.ts';
import { checkGradients, checkValues, disposeAll, opCase, upload } from '../harness/op-case.ts';
import { Random } from '../harness/random.ts';
import { conv as definedConv, convInputGradient, type ConvSizes, convWeightGradient } from '../reference/conv.ts';
import { boundedSums, exact, type Sums, widened } from '../tolerance.ts';
import { wrapBackend } from '../wrap-backend.ts';
import { windowOptions } from './window-options.ts';
import { convExample, convTransposeExample } from './conv-example.ts';

const geometry = [axis({ input: 5, kernel: 3, stride: 2, padBefore: 1 }), axis({ input: 4, kernel: 2, padAfter: 1 })];
const settings = { geometry, batch: 5, from: 2, to: 2 };
const columnBytes = 4 * 2 * 6 * (2 * 4);

/** The backend with another preferred size for its column matrix. */
function withWorkspace(context: CaseContext, preferredBytes: number): CaseContext {
  const { backend } = context;
  return { ...context, backend: wrapBackend(backend, { workspace: { ...backend.workspace, preferredBytes } }) };
}

async function resultsOf(context: CaseContext, random: Random): Promise<Float32Array[]> {
  const example = convExample(settings, random);
  const inputs = upload(context, example.inputs, true);
  const output = example.run(...inputs);
  const [outputGradient] = upload(context, [{ shape: [...output.shape], data: random.floats(output.size) }]);
  const made = [output, ...gradients(output, inputs, { outputGradient: outputGradient! })];
  const data: Float32Array[] = [];
  for (const one of made) data.push(await one.data());
  disposeAll([...inputs, ...made, outputGradient!]);
  return data;
}

/** `<h, dw>` with dw the weight gradient is again a convolution's form in x and dy: its gradients are known. */
async function checkSecondGradients(context: CaseContext, random: Random): Promise<void> {
  const sizes: ConvSizes = { batch: 2, inChannels: 4, outChannels: 6, groups: 2, geometry };
  const spatial = (key: 'input' | 'output' | 'kernel'): number[] => geometry.map((a) => a[key]);
  const of = (shape: number[]) => ({ shape, data: random.floats(shape.reduce((a, b) => a * b, 1)) });
  const x = of([2, 4, ...spatial('input')]);
  const weight = of([6, 2, ...spatial('kernel')]);
  const dy = of([2, 6, ...spatial('output')]);
  const h = of([6, 2, ...spatial('kernel')]);
  const v = of([2, 4, ...spatial('input')]);
  const inputs = upload(context, [x, weight, dy], true) as [Tensor<number[]>, Tensor<number[]>, Tensor<number[]>];
  const seeds = upload(context, [h, v]) as [Tensor<number[]>, Tensor<number[]>];
  const y = conv(inputs[0], inputs[1], { ...windowOptions(geometry), groups: 2 });
  const [dx, dw] = gradients(y, [inputs[0], inputs[1]], { outputGradient: inputs[2], createGraph: true });
  const byX = gradients(dw, [inputs[0], inputs[2]], { outputGradient: seeds[0], retainGraph: true });
  const byWeight = gradients(dx, [inputs[1], inputs[2]], { outputGradient: seeds[1] });
  const operands = { ...sizes, x: x.data, weight: weight.data };
  const expected: [string, Tensor, Sums][] = [
    ['d<h, dw>/dx', byX[0], convInputGradient({ ...sizes, weight: h.data, dy: dy.data })],
    ['d<h, dw>/d(dy)', byX[1], definedConv({ ...operands, weight: h.data })],
    ['d<v, dx>/dw', byWeight[0], convWeightGradient({ ...sizes, x: v.data, dy: dy.data })],
    ['d<v, dx>/d(dy)', byWeight[1], definedConv({ ...operands, x: v.data })],
  ];
  for (const [what, got, sums] of expected) {
    const bounds = widened(boundedSums(sums, 2), context.convolutionFactor);
    assertClose(await got.data(), bounds, `gradient of a gradient of conv2d, ${what}`, got.shape);
  }
  disposeAll([...inputs, ...seeds, y, dx, dw, ...byX, ...byWeight]);
}

export const convWorkspaceCases: readonly ConformanceCase[] = [
  opCase('conv2d', 'a batch split to fit the workspace gives the same', async (context, random) => {
    // One image at a time; two (the last chunk is short); all at once.
    for (const bytes of [1, 2 * columnBytes + 3, 100 * columnBytes]) {
      const split = withWorkspace(context, bytes);
      await checkValues(split, convExample({ ...settings, bias: true }, random));
      await checkValues(split, convTransposeExample(settings, random));
      await checkValues(split, convExample({ ...settings, groups: 2, from: 1 }, random));
    }
  }),
  opCase('conv2d gradients', 'a batch split to fit the workspace gives the same', async (context, random) => {
    for (const bytes of [1, 2 * columnBytes + 3]) {
      const split = withWorkspace(context, bytes);
      await checkGradients(split, convExample({ ...settings, to: 1, bias: true }, random), random);
      await checkGradients(split, convTransposeExample({ ...settings, to: 1 }, random), random);
    }
  }),
  opCase('conv2d', 'the split really happens, and is no more than asked for', async (context, random) => {
    for (const [bytes, chunks] of [
      [1, [1, 1, 1, 1, 1]],
      [2 * columnBytes + 3, [2, 2, 1]],
      [100 * columnBytes, [5]],
    ] as const) {
      const { backend } = context;
      const seen: number[] = [];
      const counting = wrapBackend(backend, {
        overrides: {},
        workspace: { ...backend.workspace, preferredBytes: bytes },
        im2col: (op) => {
          seen.push(op.batch);
          backend.im2col(op);
        },
      });
      await checkValues({ ...context, backend: counting, convolutionFactor: 1 }, convExample(settings, random));
      const wanted = chunks.join(', ');
      assert(
        seen.join(', ') === wanted,
        `preferredBytes ${bytes}: im2col ran on batches of ${seen.join(', ')}, not ${wanted}`,
      );
    }
  }),
  opCase('conv2d', 'the same input gives the same bits again', async (context, random) => {
    const seed = random.integer(0, 1 << 30);
    const first = await resultsOf(context, new Random(seed));
    const second = await resultsOf(context, new Random(seed));
    for (const [i, data] of first.entries())
      assertClose(second[i]!, exact(data), `result ${i} of a repeated convolution`);
  }),
  opCase('conv2d', 'a shared workspace may hold anything, and grows', async (context, random) => {
    const { backend } = context;
    const workspace = new Workspace();
    for (const batch of [2, 5, 1]) {
      const length = workspace.bytes(backend) / 4;
      if (length > 0) backend.fill({ y: workspace.reserve(backend, length), length, value: Number.NaN });
      const forward = convExample({ ...settings, batch }, random);
      const options = { ...windowOptions(geometry), workspace };
      await checkValues(context, { ...forward, run: (x, weight) => conv(x, weight, options) });
      await checkGradients(context, { ...forward, run: (x, weight) => conv(x, weight, options) }, random);
      const back = convTransposeExample(
        { geometry: geometry.map((a) => ({ ...a, input: reached(a) })), batch },
        random,
      );
      await checkValues(context, { ...back, run: (x, weight) => convTranspose(x, weight, options) });
    }
    workspace.dispose();
  }),
  opCase('conv2d gradients', 'the workspace is what was announced, to the byte', async (context, random) => {
    for (const announced of announcedExamples) await checkAnnounced(context, announced, random);
  }),
  opCase('conv2d gradients', 'gradients of gradients', checkSecondGradients),
];

/** Geometries that backends like to treat on their own: 3x3, depthwise, pointwise; and one that few do. */
const announcedExamples = [
  { window: { input: 9, kernel: 3, padBefore: 1, padAfter: 1 }, from: 8, to: 4, groups: 1 },
  { window: { input: 9, kernel: 3, stride: 2 }, from: 8, to: 8, groups: 8 },
  { window: { input: 9, kernel: 3 }, from: 4, to: 8, groups: 4 },
  { window: { input: 9, kernel: 1 }, from: 4, to: 8, groups: 2 },
  { window: { input: 9, kernel: 4, stride: 3, padBefore: 2, dilation: 2 }, from: 4, to: 6, groups: 2 },
];

/** Plans of memory rely on `workspaceLength`: a forward pass and both gradients must ask for the largest of the three. */
async function checkAnnounced(
  { backend }: CaseContext,
  { window, from, to, groups }: (typeof announcedExamples)[number],
  random: Random,
): Promise<void> {
  const geometry = [axis(window), axis(window)];
  const of = (shape: number[]): Tensor<number[]> =>
    tensor(random.floats(shape.reduce((a, b) => a * b, 1)), shape, { backend, requiresGrad: true });
  const x = of([3, from, window.input, window.input]);
  const weight = of([to, from / groups, window.kernel, window.kernel]);
  const workspace = new Workspace();
  const y = conv(x, weight, { ...windowOptions(geometry), groups, workspace });
  const made = gradients(y, [x, weight], { outputGradient: y });
  const dimensions = { batch: 3, inChannels: from, outChannels: to, groups, geometry };
  const lengths = (['forward', 'transposed', 'weight'] as const).map((product) =>
    workspaceLength(backend, product, dimensions),
  );
  const used = workspace.bytes(backend);
  assert(
    used === 4 * Math.max(...lengths),
    `conv2d of ${from} to ${to} channels, groups ${groups}, kernel ${window.kernel}: used ${used} bytes of workspace, ` +
      `announced ${lengths.map((length) => 4 * length).join(', ')} for forward, transposed, weight`,
  );
  workspace.dispose();
  disposeAll([x, weight, y, ...made]);
}

/** The input length without output padding. */
function reached(a: (typeof geometry)[number]): number {
  return (a.output - 1) * a.stride - a.padBefore - a.padAfter + (a.kernel - 1) * a.dilation + 1;
}
