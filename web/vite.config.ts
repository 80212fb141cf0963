import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import react from '@vitejs/plugin-react';
import type { AcceptedPlugin } from 'postcss';
import mantine from 'postcss-preset-mantine';
import { defineConfig } from 'vite';
import type { Plugin } from 'vite';

const OUT = join(import.meta.dirname, '../dist/web');
/** The server puts a number of its own into each answer, see src/http/pages. */
const NONCE_PLACEHOLDER = 'NONCE_OF_THIS_ANSWER';

/** Each file that is worth it also as .br and .gz: the server never compresses anything. */
function compressed(): Plugin {
  return {
    name: 'compressed',
    apply: 'build',
    async closeBundle() {
      const folder = join(OUT, 'assets');
      const names = (await readdir(folder)).filter((name) => /\.(js|css|svg)$/.test(name));
      await Promise.all(names.map((name) => compress(join(folder, name))));
    },
  };
}

async function compress(file: string): Promise<void> {
  const bytes = await readFile(file);
  const quality = { params: { [constants.BROTLI_PARAM_QUALITY]: 9 } };
  const [packed, zipped] = await Promise.all([
    promisify(brotliCompress)(bytes, quality),
    promisify(gzip)(bytes, { level: 9 }),
  ]);
  await Promise.all([writeFile(`${file}.br`, packed), writeFile(`${file}.gz`, zipped)]);
}

export default defineConfig(({ command }) => ({
  root: import.meta.dirname,
  publicDir: false,
  plugins: [react(), compressed()],
  css: { postcss: { plugins: [(mantine as () => AcceptedPlugin)()] } },
  // While developing, the pages come from Vite, without a policy.
  ...(command === 'build' && { html: { cspNonce: NONCE_PLACEHOLDER } }),
  build: {
    outDir: OUT,
    emptyOutDir: true,
    assetsInlineLimit: 0,
    target: 'es2022',
    reportCompressedSize: false,
    // Node's own list of what may be loaded would need an inline script.
    modulePreload: { polyfill: false },
  },
  server: { proxy: { '/api': 'http://127.0.0.1:8000', '/health': 'http://127.0.0.1:8000' } },
}));
