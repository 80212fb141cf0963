/** SQL without needless white space and quotes around plain names; what stands in strings stays. */
export function normalized(sql: string): string {
  return outsideOfStrings(sql, (code) => code.replace(/["`]([a-z_][a-z0-9_]*)["`]/g, '$1').replace(/\s+/g, ' ')).trim();
}

/** The form in which two expressions are compared. */
export function compact(sql: string): string {
  return outsideOfStrings(normalized(sql), (code) => code.replace(/\s+/g, '').toLowerCase());
}

function outsideOfStrings(sql: string, change: (code: string) => string): string {
  const parts = sql.split(/('(?:[^']|'')*')/);
  return parts.map((part, index) => (index % 2 === 1 ? part : change(part))).join('');
}

/** What stands between the parenthesis at `open` and its partner. */
export function parenthesized(sql: string, open: number): string {
  let depth = 0;
  let isString = false;
  for (let at = open; at < sql.length; at += 1) {
    if (sql[at] === "'") isString = !isString;
    if (isString) continue;
    if (sql[at] === '(') depth += 1;
    if (sql[at] === ')') depth -= 1;
    if (depth === 0) return sql.slice(open + 1, at);
  }
  return sql.slice(open + 1);
}

/** The parts of a list, split at the commas of its top level. */
export function listed(sql: string): string[] {
  const parts = [''];
  let depth = 0;
  for (const mark of sql) {
    if (mark === '(') depth += 1;
    if (mark === ')') depth -= 1;
    if (mark === ',' && depth === 0) parts.push('');
    else parts[parts.length - 1] += mark;
  }
  return parts.map(normalized);
}
