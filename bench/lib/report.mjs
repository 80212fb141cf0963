import { availableParallelism } from 'node:os';

/** What was measured, as the page docs/performance.md shows it: a section for each part. */
export function sectionsOf(results, command) {
  const measured = `Measured on ${new Date().toISOString().slice(0, 10)} with \`${command}\`, Node.js ${process.version}, ${availableParallelism()} cores; medians of interleaved rounds.`;
  return results.map(
    ({ title, table, verdicts }) =>
      `## ${title}\n\n${measured}\n\n${tableOf(table)}\n\n${tableOf(verdicts.map(verdict))}\n`,
  );
}

function verdict({ what, ratio, byCpu, target }) {
  return {
    ratio: what,
    measured: ratio,
    ...(byCpu !== undefined && { 'by CPU time': byCpu }),
    'to reach': target ? goal(target) : '–',
    reached: target ? (isReached(ratio, target) ? 'yes' : 'no') : '–',
  };
}

function goal({ atLeast, atMost }) {
  return atLeast === undefined ? `≤ ${atMost}` : `≥ ${atLeast}`;
}

function isReached(ratio, { atLeast, atMost }) {
  return atLeast === undefined ? ratio <= atMost : ratio >= atLeast;
}

function tableOf(rows) {
  const columns = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  const lines = rows.map((row) => columns.map((column) => shown(row[column])));
  return [columns, columns.map(() => '---'), ...lines].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

function shown(value) {
  if (typeof value !== 'number') return value ?? '';
  return value >= 100 ? value.toFixed(0) : value.toFixed(2);
}
