import type { GpuEngine } from '@gemmule/backend-gpu';
import { smoke } from './smoke.ts';

console.log(JSON.stringify(await smoke(process.argv[2] as GpuEngine)));
