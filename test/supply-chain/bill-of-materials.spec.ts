import { spawnSync } from 'node:child_process';
import { describe, expect, it } from '@jest/globals';
import { lockfile, packageName } from '../support/lockfile.js';

interface Bill {
  readonly bomFormat: string;
  readonly specVersion: string;
  readonly metadata: { readonly component: { readonly name: string; readonly type: string } };
  readonly components: readonly { readonly name: string; readonly version: string; readonly purl: string }[];
}

describe('npm run sbom', () => {
  it('lists what an installation consists of, and nothing that is for developers', () => {
    const { stdout, status } = spawnSync(process.execPath, ['scripts/sbom.mjs'], { encoding: 'utf8' });
    expect(status).toBe(0);
    const bill = JSON.parse(stdout) as Bill;
    expect(bill).toMatchObject({
      bomFormat: 'CycloneDX',
      metadata: { component: { name: 'medadmin', type: 'application' } },
    });
    const listed = new Set(bill.components.map(({ name, version }) => `${name}@${version}`));
    const installed = Object.entries(lockfile()).filter(
      ([path, { dev, devOptional, link }]) => path.startsWith('node_modules/') && !dev && !devOptional && !link,
    );
    const missing = installed
      .map(([path, { version }]) => `${packageName(path)}@${version}`)
      .filter((one) => !listed.has(one));
    expect(missing).toEqual([]);
    expect([...listed].filter((name) => /^(jest|typescript|eslint|vite)@/.test(name))).toEqual([]);
  });
});
