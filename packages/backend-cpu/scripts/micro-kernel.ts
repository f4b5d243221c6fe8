/** Vectors of four columns in a panel of B. */
const panelVectors = 2;

export interface MicroKernel {
  /** Rows of the tile and of a panel of A. */
  readonly rows: number;
  /** Vectors of a row of the tile that are computed: 1 for the last columns of a matrix, where 4 do. */
  readonly vectors: number;
  /**
   * Steps in the body of the loop. One keeps the most in registers. Four give V8's pairing of 128-bit operations into
   * 256-bit ones (`--experimental-wasm-revectorize`) enough to work on.
   */
  readonly unroll: number;
}

/**
 * AssemblyScript of the register tile `C [rows, 8] (+)= A B` over packed panels, A `[steps, rows]` and B `[steps, 8]`. Written
 * out by this generator because AssemblyScript has no arrays of local variables.
 */
export function microKernelSource(name: string, kernel: MicroKernel): string {
  const { rows, vectors, unroll } = kernel;
  const grid = (line: (row: number, vector: number) => string): string[] =>
    range(rows).flatMap((i) => range(vectors).map((j) => line(i, j)));
  const tile = grid((i, j) => `  let c${i}${j} = f32x4.splat(0);`);
  return [
    `export function ${name}(steps: i32, a: usize, b: usize, c: usize, rowBytes: usize, accumulate: bool): void {`,
    ...tile,
    ...loop(kernel),
    ...(unroll > 1 ? loop({ ...kernel, unroll: 1 }) : []),
    '  if (accumulate) {',
    ...grid((i, j) => `    c${i}${j} = f32x4.add(c${i}${j}, v128.load(c + ${i} * rowBytes, ${j * 16}));`),
    '  }',
    ...grid((i, j) => `  v128.store(c + ${i} * rowBytes, c${i}${j}, ${j * 16});`),
    '}',
    '',
  ].join('\n');
}

function loop({ rows, vectors, unroll }: MicroKernel): string[] {
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
