import { isNearlyFull } from '../tenancy/index.js';
import type { Counts } from './changes/company-counts.js';
import type { PlanLimits } from './plan-quota.js';
import type { CountUsageDto, StorageUsageDto, UsageDto } from './usage.dto.js';

/** Usage beside limits. A company may have more than its plan allows, if that was lowered; then nothing remains. */
export function usageAnswer(used: Counts, limits: PlanLimits): UsageDto {
  const { doctors = 0, patients = 0, users = 0, storageBytes = 0 } = used;
  return {
    doctors: countUsage(doctors, limits.doctors),
    patients: countUsage(patients, limits.patients),
    users: countUsage(users, limits.users),
    storageBytes: storageUsage(storageBytes, limits.storageBytes),
  };
}

function countUsage(used: number, limit: number | null): CountUsageDto {
  return { used, limit, remaining: limit === null ? null : Math.max(0, limit - used) };
}

function storageUsage(used: number, limit: number | null): StorageUsageDto {
  const percent = limit === null ? null : percentOf(used, limit);
  return { ...countUsage(used, limit), percent, warning: limit !== null && isNearlyFull({ used, limit }) };
}

/** To one decimal; of nothing, everything is all of it. */
function percentOf(used: number, limit: number): number {
  return limit === 0 ? 100 : Math.round((used / limit) * 1000) / 10;
}
