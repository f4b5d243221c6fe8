// What `mpi.test.ts` runs, under mpirun: a sum over all processes.
import { mpi } from '@gemmule/mpi';

const world = await mpi();
const [sum] = await world.allReduce(Float32Array.of(world.rank + 1));
if (world.rank === 0) console.log(JSON.stringify({ size: world.size, sum }));
