// Every collective call on every kind of array, with numbers that tell who sent what.
import { mpi, type Numbers, type Operation } from '../../src/index.ts';
import { report } from './options.ts';

const world = await mpi();
const { rank, size } = world;
const kinds = [Float32Array, Float64Array, Int32Array, Uint8Array];
const out: Record<string, unknown> = {};

for (const Kind of kinds) {
  const values = (offset: number, length = 5): Numbers => new Kind(length).map((_: number, i: number) => offset + i);
  for (const operation of ['sum', 'product', 'min', 'max'] satisfies Operation[]) {
    out[`${Kind.name} ${operation}`] = [...(await world.allReduce(values(rank + 1), operation))];
    out[`${Kind.name} ${operation} at once`] = [...world.allReduceSync(values(rank + 1), operation)];
  }
  for (const root of [0, size - 1]) {
    out[`${Kind.name} broadcast ${root}`] = [...(await world.broadcast(values(10 * rank), root))];
    out[`${Kind.name} gather ${root}`] =
      (await world.gather(values(10 * rank, rank), root))?.map((part) => [...part]) ?? null;
  }
  out[`${Kind.name} all`] = (await world.allGather(values(10 * rank, rank + 1))).map((part) => [...part]);
  const none = await world.allReduce(new Kind());
  out[`${Kind.name} none`] = none.length;
}

// Shared memory is sent from where it is; a million numbers, asked for without waiting in between.
const shared = new Float32Array(new SharedArrayBuffer(4e6));
const asked: Promise<unknown>[] = [];
for (let i = 0; i < 3; i++) {
  shared.fill(1);
  asked.push(world.allReduce(shared));
  world.allReduceSync(Float32Array.of(1));
  out[`shared ${i}`] = shared.every((value) => value === size);
}
await Promise.all(asked);

// The order in which they end is the order in which they were asked for.
const order: number[] = [];
await Promise.all([3, 1, 2].map((n) => world.allReduce(new Float32Array(n)).then(() => order.push(n))));
out['order'] = order;

const before = performance.now();
if (rank === size - 1) await new Promise((resolve) => setTimeout(resolve, 300));
await world.barrier();
out['waited'] = performance.now() - before > 250;
out['world'] = [rank, size, world.library];
out['same'] = (await mpi()) === world;
report(rank, out);
