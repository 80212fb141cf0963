import { openTenants, openTenantsLimit } from './tenancy-measures.js';
import { TooManyOpenTenantsError } from './tenancy.errors.js';

/** Longest wait in milliseconds for a place when all open tenants are in use. */
const PLACE_WAIT_MS = 10_000;

interface Waiter {
  readonly resolve: () => void;
  readonly timer: NodeJS.Timeout;
}

/** How many tenants may be open at once. */
export class OpenTenantLimit {
  constructor(readonly max: number) {}
}

/** The places for open tenants, and who waits for one. */
export class OpenPlaces {
  private readonly waiters: Waiter[] = [];
  private count = 0;

  constructor(private readonly limit: OpenTenantLimit) {
    openTenantsLimit.value = limit.max;
  }

  /** Places that are taken. */
  get taken(): number {
    return this.count;
  }

  /** Takes a place. @returns false when there is none. */
  take(): boolean {
    if (this.count >= this.limit.max) return false;
    this.change(1);
    return true;
  }

  giveBack(): void {
    this.change(-1);
    this.wakeOne();
  }

  /** Waits until a place may have become free. @throws TooManyOpenTenantsError. */
  waitForChange(): Promise<void> {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        this.waiters.splice(this.waiters.indexOf(waiter), 1);
        reject(new TooManyOpenTenantsError(PLACE_WAIT_MS));
      }, PLACE_WAIT_MS);
      const waiter: Waiter = { resolve, timer };
      this.waiters.push(waiter);
    });
  }

  /** Lets the one who waits longest look again. */
  wakeOne(): void {
    const next = this.waiters.shift();
    if (next === undefined) return;
    clearTimeout(next.timer);
    next.resolve();
  }

  private change(by: number): void {
    this.count += by;
    openTenants.value = this.count;
  }
}
