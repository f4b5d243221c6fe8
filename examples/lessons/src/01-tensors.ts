/*
 * Lesson 1: tensors. Numbers with a shape, on a backend, freed when you are done with them.
 *
 * Run it: pnpm exec node --conditions=gemmule:source examples/lessons/src/01-tensors.ts
 */
import { add, matmul, memory, mul, registerBackend, scope, sum, tensor } from '@gemmule/core';
import { cpu } from '@gemmule/backend-cpu';

// A backend stores and computes. The first one registered is where tensors live unless you say otherwise.
const backend = await registerBackend(cpu());
console.log(`on ${backend.name}`);

// A tensor is made from numbers, row by row, and a shape. Its type knows the shape: hover over `a` in an editor.
const a = tensor([1, 2, 3, 4, 5, 6], [2, 3]); // Tensor<[2, 3]>
const b = tensor([1, 0, -1], [3]);
console.log(`a has shape [${a.shape.join(', ')}] and ${a.size} elements`);

// Element by element. `b` has one row, which is used for both rows of `a`: NumPy's broadcasting.
const product = mul(a, b);
console.log('a * b     =', [...(await product.data())]);

// Sums over one axis, or over everything. `item` is for tensors of one element.
console.log('row sums  =', [...(await sum(a, { axis: 1 }).data())]);
console.log('total     =', await sum(a).item());

// Shapes that do not fit are compile errors: take away the comment with @ts-expect-error to see this one. Code that is
// not compiled gets the same sentence at run time.
try {
  // @ts-expect-error: inner dimensions 3 and 2 differ
  matmul(a, a);
} catch (error) {
  console.log(String(error));
}

// A backend's memory is not looked after by the garbage collector alone. A scope frees at once what was made inside and
// is not returned: here the product.
const before = memory().liveBuffers;
const kept = scope(() => add(mul(a, 2), 1));
console.log('2a + 1    =', [...(await kept.data())]);
console.log(`buffers that this has left in use: ${memory().liveBuffers - before}`);

// And a tensor can be freed by hand; `using x = …` does it at the end of the block.
kept.dispose();
console.log(`after dispose: ${memory().liveBuffers - before}`);
