import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { AuditJournal, entryValues } from '../../../src/audit/index.js';
import type { OpenLine } from '../../../src/audit/index.js';
import { SOMEBODY } from '../../support/somebody.js';
import { tempFolders } from '../../support/temp-folder.js';

const newFolder = tempFolders();
const READ = entryValues({ actor: SOMEBODY, action: 'read', table: 't', ids: [1] }, new Date('2026-11-24T08:00:00Z'));

const linesIn = (folder: string): unknown[] =>
  readdirSync(folder)
    .sort()
    .flatMap((name) => readFileSync(join(folder, name), 'utf8').trim().split('\n').slice(1))
    .map((line) => JSON.parse(line) as unknown);

/** Has the journal take what was shown to companies. */
const showing =
  (journal: AuditJournal, seen: OpenLine[]) =>
  (...companies: number[]): Promise<unknown> | undefined =>
    journal.addAll(
      companies.map((companyId) => ({ companyId, values: READ })),
      (line) => seen.push(line),
    );

describe('The journal', () => {
  it('holds every line on disk before it says so, in the order in which they came', async () => {
    const folder = newFolder();
    const journal = new AuditJournal(folder);
    const seen: OpenLine[] = [];
    await Promise.all(
      Array.from({ length: 500 }, (_each, index) => journal.add(index, READ, (line) => seen.push(line))),
    );
    const written = linesIn(folder) as [number, number, unknown][];
    expect(written.map(([companyId]) => companyId)).toEqual(Array.from({ length: 500 }, (_each, index) => index));
    expect(written.map(([, line]) => line)).toEqual(Array.from({ length: 500 }, (_each, index) => index + 1));
    expect(written[0]![2]).toEqual(READ);
    await journal.close();
  });

  it('has written what is shown when it returns, behind what waits for the disk', async () => {
    const folder = newFolder();
    const journal = new AuditJournal(folder);
    const seen: OpenLine[] = [];
    const show = showing(journal, seen);
    await journal.add(1, READ, (line) => seen.push(line));
    expect(show(2, 3)).toBeUndefined();
    expect(linesIn(folder)).toHaveLength(3);
    const event = journal.add(4, READ, (line) => seen.push(line));
    const shown = show(5, 6);
    expect(shown).toBeInstanceOf(Promise);
    await Promise.all([event, shown]);
    expect(linesIn(folder).map((line) => (line as number[]).slice(0, 2))).toEqual(
      [1, 2, 3, 4, 5, 6].map((n) => [n, n]),
    );
    await journal.close();
  });

  it('refuses what cannot be written, and goes on in another part', async () => {
    const folder = newFolder();
    const journal = new AuditJournal(folder);
    const seen: OpenLine[] = [];
    const show = showing(journal, seen);
    await show(1);
    // As a disk does that is gone.
    await seen[0]!.file.close();
    await expect(show(2)).rejects.toMatchObject({ code: 'unavailable' });
    await show(3);
    expect(linesIn(folder).map((line) => (line as number[])[0])).toEqual([1, 3]);
    await journal.close();
  });

  it('leaves nothing behind once all is in the chains, and everything that is not', async () => {
    const folder = newFolder();
    const journal = new AuditJournal(folder);
    const seen: OpenLine[] = [];
    for (let index = 0; index < 3; index += 1) await journal.add(1, READ, (line) => seen.push(line));
    journal.done(seen.slice(0, 2));
    await journal.close();
    expect(linesIn(folder)).toHaveLength(3);

    const other = newFolder();
    const second = new AuditJournal(other);
    const all: OpenLine[] = [];
    await second.add(1, READ, (line) => all.push(line));
    second.done(all);
    await second.close();
    expect(readdirSync(other)).toEqual([]);
  });

  it('begins another part when one is long, and drops those that are done', async () => {
    const folder = newFolder();
    const journal = new AuditJournal(folder);
    const seen: OpenLine[] = [];
    const long = [...READ.slice(0, -1), 'x'.repeat(1_000_000)];
    for (let index = 0; index < 25; index += 1) await journal.add(1, long, (line) => seen.push(line));
    expect(readdirSync(folder).length).toBeGreaterThan(1);
    journal.done(seen);
    await journal.close();
    expect(readdirSync(folder)).toEqual([]);
  });

  it('finds those of processes that are gone, but for a last line that was cut off', async () => {
    const folder = newFolder();
    const journal = new AuditJournal(folder);
    await journal.add(1, READ, () => undefined);
    expect(await journal.abandoned()).toEqual([]);
    const [name = ''] = readdirSync(folder);
    const dead = readFileSync(join(folder, name), 'utf8').replace(/"owner":"([^/"]+)\/\d+\//, '"owner":"$1/999999999/');
    writeFileSync(join(folder, name.replace(/^./, 'x')), `${dead}[1,2,["cut of`);
    expect(await journal.abandoned()).toMatchObject([{ journal: journal.id, lines: [{ companyId: 1, line: 1 }] }]);
    await journal.close();
  });

  it('says so when it cannot be written', async () => {
    const file = join(newFolder(), 'file');
    writeFileSync(file, '');
    await expect(new AuditJournal(file).add(1, READ, () => undefined)).rejects.toMatchObject({ code: 'unavailable' });
  });
});
