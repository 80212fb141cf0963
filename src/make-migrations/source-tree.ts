import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { NoSourcesError } from './make-migrations.errors.js';

const MIGRATIONS = 'migrations';

/** The sources of the program, as far as migrations are concerned. */
export class SourceTree {
  private readonly src: string;

  /**
   * @param root folder of package.json.
   * @throws NoSourcesError where the program was installed without its sources.
   */
  constructor(root: string) {
    this.src = join(root, 'src');
    if (!existsSync(join(this.src, 'tenant-models.ts'))) {
      throw new NoSourcesError(
        'Migrations are made in a checkout of the sources: there is no src/tenant-models.ts here.',
      );
    }
  }

  /**
   * The program compares the entities that it was built from.
   * @throws NoSourcesError when a source is newer than the program.
   */
  assertOlderThanProgram(): void {
    const builtMs = statSync(fileURLToPath(import.meta.url)).mtimeMs;
    const newer = this.files(this.src).find((file) => statSync(file).mtimeMs > builtMs);
    if (newer === undefined) return;
    throw new NoSourcesError(`${relative(dirname(this.src), newer)} is newer than the program: run \`npm run build\`.`);
  }

  /** The folder of migrations beside a table's entity; of a table that has none any more, where it was created. */
  folderOf(table: string): string {
    const files = this.files(this.src);
    const holding = (pattern: RegExp): string | undefined =>
      files.find((file) => pattern.test(readFileSync(file, 'utf8')));
    const entity = holding(new RegExp(`@Entity\\('${table}'`));
    if (entity !== undefined) return this.migrationsAbove(dirname(entity));
    const migration = holding(new RegExp(`CREATE TABLE ${table} `));
    if (migration !== undefined) return dirname(migration);
    throw new NoSourcesError(`No source names the table ${table}.`);
  }

  /** Writes a migration and enters it where the others of its folder are listed. @returns the path from the root. */
  add(folder: string, file: string, className: string, content: string): string {
    const path = join(folder, file);
    const list = this.listOf(folder);
    mkdirSync(folder, { recursive: true });
    writeFileSync(path, content, { flag: 'wx' });
    writeFileSync(list, entered(readFileSync(list, 'utf8'), importOf(list, path), className));
    return relative(dirname(this.src), path);
  }

  /** Changed files need formatting: the lists of a folder's migrations. */
  listOf(folder: string): string {
    const owner = dirname(folder);
    const candidates = this.files(owner).filter((file) => !file.includes(`${sep}${MIGRATIONS}${sep}`));
    const list =
      candidates.find((file) => importsFrom(file, folder)) ??
      candidates.find((file) => /\bmigrations: \[/.test(readFileSync(file, 'utf8')));
    if (list === undefined) throw new NoSourcesError(`No file in ${basename(owner)} lists its migrations.`);
    return list;
  }

  private migrationsAbove(folder: string): string {
    for (let owner = folder; owner !== this.src; owner = dirname(owner)) {
      if (existsSync(join(owner, MIGRATIONS))) return join(owner, MIGRATIONS);
    }
    const [top = ''] = relative(this.src, folder).split(sep);
    return join(this.src, top, MIGRATIONS);
  }

  private files(folder: string): string[] {
    return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
      const path = join(folder, entry.name);
      if (entry.isDirectory()) return this.files(path);
      return entry.name.endsWith('.ts') && !entry.name.endsWith('.spec.ts') ? [path] : [];
    });
  }
}

function importsFrom(file: string, folder: string): boolean {
  const from = importOf(file, join(folder, 'x.ts')).replace(/x\.js$/, '');
  const text = readFileSync(file, 'utf8');
  return text.includes(`from '${from}`) || text.includes(`from "${from}`);
}

/** How `file` imports `target`. */
function importOf(file: string, target: string): string {
  const path = relative(dirname(file), target).replaceAll(sep, '/').replace(/\.ts$/, '.js');
  return path.startsWith('.') ? path : `./${path}`;
}

/** A source that lists migrations, with one more. */
function entered(text: string, path: string, className: string): string {
  const line = `import { ${className} } from '${path}';\n`;
  const known = [...text.matchAll(/^import \{ (\w+\d{14}) \} from ['"].*migrations\/.*['"];\n/gm)].at(-1);
  const afterImports = known ? known.index + known[0].length : text.search(/^(?!import\b)/m);
  const withImport = text.slice(0, afterImports) + line + text.slice(afterImports);
  const last = known?.[1];
  const body = afterImports + line.length;
  const list = withImport.slice(body);
  const isListed = last !== undefined && new RegExp(`\\b${last}\\b`).test(list);
  return (
    withImport.slice(0, body) +
    (isListed
      ? list.replace(new RegExp(`\\b${last}\\b`), `${last}, ${className}`)
      : list.replace(/\bmigrations: \[\s*(?=(\]))?/, (start, isEmpty) => `${start}${className}${isEmpty ? '' : ', '}`))
  );
}
