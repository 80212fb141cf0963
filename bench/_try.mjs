import { World } from './lib/world.mjs';
import { measureThroughput } from './parts/throughput.mjs';
import { pinSelf, LOAD_CORE } from './lib/pinning.mjs';
pinSelf(LOAD_CORE);
console.time('world');
const world = await World.create(50, 200);
console.timeEnd('world');
try {
  const r = await measureThroughput(world, { generations: +process.argv[2]||1, rounds: +process.argv[3]||3, seconds: +process.argv[4]||3, warmUpSeconds: 3, progress: console.log });
  console.table(r.table); console.table(r.verdicts);
} finally { await world.remove(); }
