import { World } from './lib/world.mjs';
import { measureBoot } from './parts/boot.mjs';
for (const n of (process.argv[2]??'2,50').split(',')) {
const world = await World.create(+n, 200);
try { const r = await measureBoot(world, { boots: +process.argv[3]||9, progress: ()=>{} }); console.table(r.table); console.table(r.verdicts);} finally { await world.remove(); } }
