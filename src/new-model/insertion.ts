import { UnexpectedSourceError } from './new-model.errors.js';

/** A text of sources, into which lines are put at places that are known by what stands there. */
export class Insertion {
  /** @param file whose text it is, for whoever reads the error. */
  constructor(
    private readonly file: string,
    private text: string,
  ) {}

  /** After the last import. */
  import(line: string): this {
    const last = [...this.text.matchAll(/^import [^;]*;\n/gm)].at(-1);
    if (last === undefined) throw new UnexpectedSourceError(this.file);
    return this.insert(last.index + last[0].length, `${line}\n`);
  }

  /** @param place its first group is what the line comes after. */
  after(place: RegExp, line: string): this {
    const found = place.exec(this.text);
    if (found?.[1] === undefined) throw new UnexpectedSourceError(this.file);
    return this.insert(found.index + found[1].length, line);
  }

  /**
   * Lines among others that are sorted.
   * @param keyOf what a line is sorted by; undefined for one that is none of them.
   */
  sorted(lines: readonly string[], keyOf: (line: string) => string | undefined, compare = byLetters): this {
    const all = this.text.split('\n');
    const isRow = (line: string): boolean => keyOf(line) !== undefined;
    const first = all.findIndex(isRow);
    if (first === -1) throw new UnexpectedSourceError(this.file);
    const rows = [...all.filter(isRow), ...lines];
    rows.sort((one, other) => compare(keyOf(one) ?? '', keyOf(other) ?? ''));
    const others = all.filter((line) => !isRow(line));
    this.text = [...others.slice(0, first), ...rows, ...others.slice(first)].join('\n');
    return this;
  }

  toString(): string {
    return this.text;
  }

  private insert(at: number, line: string): this {
    this.text = this.text.slice(0, at) + line + this.text.slice(at);
    return this;
  }
}

/** As people sort words. */
export function byLetters(one: string, other: string): number {
  return one.localeCompare(other, 'en');
}

/** As `sort()` does. */
export function byCode(one: string, other: string): number {
  return one < other ? -1 : 1;
}
