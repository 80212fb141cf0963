import { readFile, writeFile } from 'node:fs/promises';
import { inRepository } from './paths.mjs';

const PAGE = inRepository('docs/performance.md');

/**
 * Puts sections between the marks of this name on the page of figures. Sections with a title of theirs are replaced, new ones come
 * last; the others stay as they were measured.
 */
export async function saveSections(mark, sections) {
  const page = await readFile(PAGE, 'utf8');
  const [start, end] = [`<!-- ${mark}:start -->`, `<!-- ${mark}:end -->`];
  const marked = new RegExp(`(?<=${start})[^]*(?=${end})`);
  await writeFile(
    PAGE,
    page.replace(marked, (older) => `\n\n${merged(older, sections)}\n\n`),
  );
}

function merged(text, sections) {
  const older = text.split(/^(?=## )/m).filter((section) => section.startsWith('## '));
  const isSame = (one) => (other) => titleOf(one) === titleOf(other);
  const kept = older.map((section) => sections.find(isSame(section)) ?? section);
  const added = sections.filter((section) => !older.some(isSame(section)));
  return [...kept, ...added].map((section) => section.trim()).join('\n\n');
}

function titleOf(section) {
  return section.split('\n', 1)[0];
}
