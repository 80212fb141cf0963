/** The built application, but companies do not take turns, and searches run where requests are answered. */
import 'reflect-metadata';
import { SlowReads } from '../../dist/database/sqlite/reading/slow-reads.js';
import { TenantTurns } from '../../dist/tenancy/tenant-turns.js';

SlowReads.prototype.elsewhere = () => undefined;
TenantTurns.prototype.enter = () => undefined;
TenantTurns.prototype.leave = () => undefined;
await import('../../dist/main.js');
