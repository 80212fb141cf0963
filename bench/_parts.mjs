import { World } from './lib/world.mjs';
import { pinSelf, LOAD_CORE } from './lib/pinning.mjs';
pinSelf(LOAD_CORE);
const n = +process.argv[3]||300;
const world = await World.create(n, 200);
const o = { starts: 2, rounds: 5, registrations: 200, progress: console.log };
const parts = { cold: ['cold-opening','measureColdOpening'], memory: ['memory','measureMemory'], reg: ['registration','measureRegistration'] };
try { for (const p of process.argv[2].split(',')) { const [f,x]=parts[p]; const r=await (await import(`./parts/${f}.mjs`))[x](world,o); console.table(r.table); console.table(r.verdicts);} } finally { await world.remove(); }
