import { existsSync, readFileSync } from 'node:fs';

export interface LockedPackage {
  readonly version?: string;
  readonly resolved?: string;
  readonly integrity?: string;
  readonly link?: boolean;
  readonly dev?: boolean;
  readonly devOptional?: boolean;
  readonly hasInstallScript?: boolean;
}

export type Lockfile = Readonly<Record<string, LockedPackage>>;

/** What package-lock.json says of each path below node_modules; the project itself, whose path is empty, is left out. */
export function lockfile(): Lockfile {
  const { packages } = JSON.parse(readFileSync('package-lock.json', 'utf8')) as { packages: Lockfile };
  return Object.fromEntries(Object.entries(packages).filter(([path]) => path !== ''));
}

/** `node_modules/a/node_modules/@b/c` → `@b/c`. */
export const packageName = (path: string): string => path.slice(path.lastIndexOf('node_modules/') + 13);

/** What is wrong with an entry: npm must be able to check what it downloads, and be sent nowhere. */
export function lockfileFault(path: string, entry: LockedPackage): string | undefined {
  // A package of this project, and the link to it.
  if (!path.startsWith('node_modules/')) return isOurs(path) ? undefined : `${path} is not below node_modules`;
  if (entry.link) return isOurs(entry.resolved) ? undefined : `${path} is a link to elsewhere`;
  // npm then asks the registry that it is configured for, by name and version.
  if (entry.resolved !== undefined) return `${path} names an address`;
  if (!/^\d+\.\d+\.\d+/.test(entry.version ?? '')) return `${path} has no version`;
  // 64 bytes in base64.
  if (!/^sha512-[A-Za-z0-9+/]{86}==$/.test(entry.integrity ?? '')) return `${path} has no checksum`;
  return undefined;
}

function isOurs(folder: string | undefined): boolean {
  const isInside = folder !== undefined && /^[a-z]+(\/[a-z]+)*$/.test(folder);
  return isInside && existsSync(`${folder}/package.json`);
}
