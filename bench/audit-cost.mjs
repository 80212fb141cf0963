/**
 * node bench/audit-cost.mjs [rounds] — what the audit log adds to a create, as CPU time of the service alone, in turns and
 * without HTTP: of use on a machine that is busy with other things.
 */
import 'reflect-metadata';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AuditKeyring, CompanyAudit } from '../dist/audit/index.js';
import { SystemClock } from '../dist/common/index.js';
import { Migrator, SqliteEngine } from '../dist/database/index.js';
import { DoctorsService } from '../dist/doctors/doctors.service.js';
import { Doctor } from '../dist/doctors/doctor.entity.js';
import { TenantSchema, TenantWrites, WORKING_TABLES } from '../dist/tenancy/index.js';
import { SubscribersInOrder } from '../dist/tenancy/subscribers-in-order.js';
import { TENANT_MODELS } from '../dist/tenant-models.js';
import { bodyOf } from './lib/doctors.mjs';
import { median } from './lib/statistics.mjs';

const ROUNDS = Number(process.argv[2] ?? 12);
const CREATES = 500;
const clock = new SystemClock();
const by = { userId: 1, role: 'owner', supportAccessId: null, requestId: 'bench', address: '127.0.0.1', device: null };
const folder = await mkdtemp(join(tmpdir(), 'medadmin-audit-cost-'));

async function clinic(name, values) {
  const { entities, migrations } = new TenantSchema(TENANT_MODELS);
  const engine = new SqliteEngine(join(folder, name));
  await engine.create('tenant_cost');
  await new Migrator(engine, migrations, clock).migrate('tenant_cost');
  const dataSource = await engine.dataSource('tenant_cost', { entities }).initialize();
  if (values !== undefined) {
    const keys = new AuditKeyring(Buffer.alloc(32, 1)).of(1);
    const options = { companyId: 1, keys, values, clock, workingTables: WORKING_TABLES, onHead: () => undefined };
    CompanyAudit.install(dataSource, options);
    SubscribersInOrder.install(dataSource);
  }
  const writes = new TenantWrites(dataSource, clock);
  return { name, dataSource, service: new DoctorsService(dataSource.getRepository(Doctor), writes, clock), cost: [] };
}

const clinics = [
  await clinic('without'),
  await clinic('none', 'none'),
  await clinic('hash', 'hash'),
  await clinic('encrypt', 'encrypt'),
];
let number = 0;
for (let round = 0; round < ROUNDS + 2; round += 1) {
  for (const { service, cost } of clinics) {
    const before = process.cpuUsage();
    for (let each = 0; each < CREATES; each += 1) await service.create(by, bodyOf(`C${(number += 1)}`));
    const { user, system } = process.cpuUsage(before);
    if (round >= 2) cost.push((user + system) / CREATES);
  }
}
const [{ cost: without }] = clinics;
for (const { name, cost, dataSource } of clinics) {
  const quietest = Math.min(...cost).toFixed(0);
  const more = (median(cost) - median(without)).toFixed(0);
  process.stdout.write(`${name}: median ${median(cost).toFixed(0)} µs, quietest ${quietest} µs, ${more} µs more\n`);
  await dataSource.destroy();
}
await rm(folder, { recursive: true });
