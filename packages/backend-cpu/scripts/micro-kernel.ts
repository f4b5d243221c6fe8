/** Rows and columns of the register tile: 12 accumulators of 4 lanes, 2 vectors of B and 1 of A fill 16 registers. */
const rows = 6;
const panelVectors = 2;

/**
 * AssemblyScript of the register tile `C [6, 8] (+)= A B` over packed panels, A `[steps, 6]` and B `[steps, 8]`. Written out
 * by this generator because AssemblyScript has no arrays of local variables.
 *
 * @param name of the function
 * @param vectors of a row of the tile that are computed: 1 for the last columns of a matrix, where 4 do
 * @param unroll steps in the body of the loop. One keeps the most in registers. Four give V8's pairing of 128-bit operations
 * into 256-bit ones (`--experimental-wasm-revectorize`) enough to work on, and pay off without fused multiply-add too.
 */
export function microKernelSource(name: string, vectors: number, unroll: number): string {
  const grid = (line: (row: number, vector: number) => string): string[] =>
    range(rows).flatMap((i) => range(vectors).map((j) => line(i, j)));
  const tile = grid((i, j) => `  let c${i}${j} = f32x4.splat(0);`);
  return [
    `export function ${name}(steps: i32, a: usize, b: usize, c: usize, rowBytes: usize, accumulate: bool): void {`,
    ...tile,
    ...loop(vectors, unroll),
    ...(unroll > 1 ? loop(vectors, 1) : []),
    '  if (accumulate) {',
    ...grid((i, j) => `    c${i}${j} = f32x4.add(c${i}${j}, v128.load(c + ${i} * rowBytes, ${j * 16}));`),
    '  }',
    ...grid((i, j) => `  v128.store(c + ${i} * rowBytes, c${i}${j}, ${j * 16});`),
    '}',
    '',
  ].join('\n');
}

function loop(vectors: number, unroll: number): string[] {
  const steps = Array.from({ length: unroll }, (_, step) => [
    ...range(vectors).map((j) => `    let b${step}${j} = v128.load(b, ${(step * panelVectors + j) * 16});`),
    ...range(rows).flatMap((i) => [
      `    let a${step}${i} = v128.load32_splat(a, ${(step * rows + i) * 4});`,
      ...range(vectors).map((j) => `    c${i}${j} = madd(a${step}${i}, b${step}${j}, c${i}${j});`),
    ]),
  ]);
  return [
    `  while (steps >= ${unroll}) {`,
    ...steps.flat(),
    `    a += ${unroll * rows * 4};`,
    `    b += ${unroll * panelVectors * 16};`,
    `    steps -= ${unroll};`,
    '  }',
  ];
}

function range(length: number): number[] {
  return Array.from({ length }, (_, i) => i);
}
