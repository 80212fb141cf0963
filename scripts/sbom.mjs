/** npm run -s sbom: what an installation without development tools consists of, as CycloneDX, from the lockfile alone. */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

const ARGUMENTS = ['sbom', '--sbom-format=cyclonedx', '--sbom-type=application', '--package-lock-only'];

const read = (file) => JSON.parse(readFileSync(file, 'utf8'));
const { name, version } = read('package.json');

/** npm's own `--omit=dev` leaves out whatever a development tool uses too. */
const installed = new Set([`${name}@${version}`]);
for (const [path, entry] of Object.entries(read('package-lock.json').packages)) {
  const packageName = path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length);
  if (path.includes('node_modules/') && !entry.dev && !entry.devOptional && !entry.link)
    installed.add(`${entry.name ?? packageName}@${entry.version}`);
}

const bill = JSON.parse(execFileSync('npm', ARGUMENTS, { encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 }));
// npm takes the folder's.
bill.metadata.component.name = name;
bill.components = bill.components.filter((component) => installed.has(`${nameOf(component)}@${component.version}`));
const references = new Set([bill.metadata.component['bom-ref'], ...bill.components.map((one) => one['bom-ref'])]);
bill.dependencies = bill.dependencies
  .filter(({ ref }) => references.has(ref))
  .map(({ ref, dependsOn }) => ({ ref, dependsOn: dependsOn.filter((one) => references.has(one)) }));
process.stdout.write(`${JSON.stringify(bill, null, 2)}\n`);

function nameOf({ group, name: own }) {
  return group ? `${group}/${own}` : own;
}
