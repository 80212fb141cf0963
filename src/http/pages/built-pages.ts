import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Where `npm run build` puts the pages, seen from the bundled program, from dist/http/pages and from the sources. */
const PLACES = ['../web/', '../../web/', '../../../dist/web/'];

/** What the build leaves in the page where each answer has a number of its own. */
const NONCE_PLACEHOLDER = 'NONCE_OF_THIS_ANSWER';

/** The pages as they were built. Nothing of them is looked for or read before somebody asks. */
export class BuiltPages {
  private found: string | undefined;
  private document: Promise<string> | undefined;

  /** @param place another folder than that of the build. */
  constructor(place?: string) {
    this.found = place;
  }

  /** Folder of the pages' files; undefined where they were not built. */
  get folder(): string | undefined {
    this.found ??= PLACES.map((place) => fileURLToPath(new URL(place, import.meta.url))).find((folder) =>
      existsSync(join(folder, 'index.html')),
    );
    return this.found;
  }

  /** The one HTML document behind all pages; undefined where they were not built. @throws an error of reading it. */
  async html(nonce: string): Promise<string | undefined> {
    const { folder } = this;
    if (folder === undefined) return undefined;
    this.document ??= readFile(join(folder, 'index.html'), 'utf8').catch((error: unknown) => {
      this.document = undefined;
      throw error;
    });
    return (await this.document).replaceAll(NONCE_PLACEHOLDER, nonce);
  }
}
