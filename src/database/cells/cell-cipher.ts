import { createHmac, createSecretKey, hkdfSync } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { decryptBytes, encryptBytes } from '../../common/index.js';
import { CellUnreadableError } from './cells.errors.js';
import type { CellTransfer } from './cell-moves.js';
import { OpenedCells } from './opened-cells.js';

/** A column, by the names that it has in the database. */
export interface CellPlace {
  readonly table: string;
  readonly column: string;
}

/** A company's keys, the present one first. They may travel into threads. */
export interface CellSecrets {
  readonly companyId: number;
  readonly keys: readonly { readonly number: number; readonly key: Uint8Array }[];
}

interface CellKey {
  readonly number: number;
  readonly cells: KeyObject;
  readonly index: KeyObject;
}

/** No text that the API takes begins with a control character, so none is taken for ciphertext. */
const MARK = '\u0001';
/** Mark, number of the key, blind index, and nonce with ciphertext and tag. */
const SEALED = /^\u0001(\d+)\.([0-9a-f]*)\.([\w+/=-]+)$/;

const KEY_BYTES = 32;
/** 128 bits: that two texts of a company have the same by chance is out of the question. */
const INDEX_BYTES = 16;

/** Encrypts single values of one company's database: AES-256-GCM, with a new nonce for each, for their column only. */
export class CellCipher {
  private readonly companyId: number;
  private readonly keys: ReadonlyMap<number, CellKey>;
  private readonly present: CellKey;
  private readonly opened = new OpenedCells();

  /** @param secrets at least one key. */
  constructor({ companyId, keys }: CellSecrets) {
    this.companyId = companyId;
    const derived = keys.map(({ number, key }) => keyOf(companyId, number, key));
    this.keys = new Map(derived.map((key) => [key.number, key]));
    this.present = derived[0]!;
  }

  /** @param isSought whether it is to be found by its whole text: equal texts of a column can then be told as equal. */
  seal(place: CellPlace, text: string, isSought = false): string {
    const sealed = this.encipher(this.present, place, text, isSought);
    this.opened.keep(place, sealed, text);
    return sealed;
  }

  /**
   * What was sealed for this place; anything that is not sealed, as it was before the company had a key, as it is.
   * @throws CellUnreadableError for what was sealed elsewhere, by another company's key, or changed since.
   */
  open(place: CellPlace, value: string): string {
    if (!isSealed(value)) return value;
    const known = this.opened.find(place, value);
    if (known !== undefined) return known;
    const text = this.decipher(place, value);
    if (text === undefined) throw new CellUnreadableError(place.table, place.column);
    this.opened.keep(place, value, text);
    return text;
  }

  /** Whether `open` would open it. Nothing is kept: for whoever goes through all of a database. */
  opens(place: CellPlace, value: string): boolean {
    return !isSealed(value) || this.decipher(place, value) !== undefined;
  }

  /**
   * What was sealed for one place, sealed for another one: with the key that it was sealed with, and found by its whole text
   * if it was. What does not open at the first place is left as it is.
   */
  moved({ from, to }: CellTransfer, value: string): string {
    const [, number, blind] = SEALED.exec(value) ?? [];
    const key = this.keys.get(Number(number));
    const text = this.decipher(from, value);
    return key === undefined || text === undefined ? value : this.encipher(key, to, text, blind !== '');
  }

  /** Whether it is sealed with the present key. */
  isPresent(value: string): boolean {
    return value.startsWith(`${MARK}${this.present.number}.`);
  }

  /** LIKE pattern of all that is sealed with the present key. */
  get presentPattern(): string {
    return `${MARK}${this.present.number}.%`;
  }

  /** LIKE patterns of what is there for a text that is sought, in whatever case, sealed with any of the company's keys. */
  patterns(place: CellPlace, text: string): string[] {
    return [...this.keys.values()].map(({ number, index }) => `${MARK}${number}.${blindIndex(index, place, text)}.%`);
  }

  private encipher({ number, cells, index }: CellKey, place: CellPlace, text: string, isSought: boolean): string {
    const blind = isSought ? blindIndex(index, place, text) : '';
    const bytes = encryptBytes(cells, this.association(place, number, blind), text);
    return `${MARK}${number}.${blind}.${bytes.toString('base64')}`;
  }

  private decipher(place: CellPlace, value: string): string | undefined {
    const [, number, blind = '', content = ''] = SEALED.exec(value) ?? [];
    const key = this.keys.get(Number(number));
    const bytes = Buffer.from(content, 'base64');
    // Node reads over what does not belong there, and over bits of the last character.
    if (key === undefined || bytes.toString('base64') !== content) return undefined;
    return decryptBytes(key.cells, this.association(place, key.number, blind), bytes)?.toString('utf8');
  }

  private association({ table, column }: CellPlace, number: number, blind: string): string {
    return `${this.companyId}|${number}|${table}|${column}|${blind}`;
  }
}

/** Whether a value is one that this program has sealed. */
export function isSealed(value: unknown): value is string {
  return typeof value === 'string' && value.startsWith(MARK);
}

function keyOf(companyId: number, number: number, key: Uint8Array): CellKey {
  const derived = (use: string): KeyObject => {
    const bytes = hkdfSync('sha256', key, Buffer.alloc(0), `medadmin ${use} of company ${companyId}`, KEY_BYTES);
    return createSecretKey(Buffer.from(bytes));
  };
  return { number, cells: derived('cells'), index: derived('blind index') };
}

function blindIndex(key: KeyObject, { table, column }: CellPlace, text: string): string {
  const normalised = text.normalize('NFKC').toLowerCase();
  const hash = createHmac('sha256', key).update(`${table}|${column}|${normalised}`).digest();
  return hash.subarray(0, INDEX_BYTES).toString('hex');
}
