import { execFile } from 'node:child_process';
import { mkdirSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir, userInfo } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { chromium } from 'playwright-core';

const PACKED = resolve('node_modules/@sparticuz/chromium/bin/chromium.br');

const ARGUMENTS = [
  // Tests may run as root, for whom Chromium has no sandbox; it opens nothing but this program's pages.
  '--no-sandbox',
  '--disable-gpu',
  '--font-render-hinting=none',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--no-first-run',
];

/** A real browser, of the development dependencies, with the libraries and fonts it needs: nothing is to be installed. */
export async function launchBrowser() {
  const folder = await unpacked();
  const { PATH = '' } = process.env;
  return chromium.launch({
    executablePath: join(folder, 'chromium'),
    args: ARGUMENTS,
    headless: true,
    env: {
      PATH,
      HOME: folder,
      LD_LIBRARY_PATH: join(folder, 'al2023/lib'),
      FONTCONFIG_FILE: join(folder, 'fonts.conf'),
    },
  });
}

/** The browser comes packed; it is unpacked once for this user and version, though several tests may begin together. */
async function unpacked() {
  const folder = join(tmpdir(), `medadmin-chromium-${statSync(PACKED).size}-${userInfo().uid}`);
  if (isThere(folder)) return folder;
  const draft = await mkdtemp(`${folder}-`);
  await unpackInto(draft, join(folder, 'fonts-cache'));
  try {
    renameSync(draft, folder);
  } catch (error) {
    // Somebody else was faster.
    rmSync(draft, { recursive: true, force: true });
    if (!isThere(folder)) throw error;
  }
  return folder;
}

function isThere(folder) {
  return statSync(folder, { throwIfNoEntry: false })?.uid === userInfo().uid;
}

/** @param cache where fonts that were found are remembered: in the folder's later place, for the draft's is gone then. */
async function unpackInto(folder, cache) {
  const program = `import('@sparticuz/chromium').then(({ default: chromium }) => chromium.executablePath())`;
  const { PATH = '' } = process.env;
  // The package unpacks into the folder for temporary files, and its libraries only where it believes to be on Lambda.
  const env = { PATH, TMPDIR: folder, AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs20.x' };
  await promisify(execFile)(process.execPath, ['--input-type=module', '--eval', program], { env });
  const fonts = join(folder, 'fonts');
  mkdirSync(fonts, { recursive: true });
  // Its own configuration names a folder that others may own.
  const configuration = `<?xml version="1.0"?><fontconfig><dir prefix="relative">fonts</dir><cachedir>${cache}</cachedir></fontconfig>`;
  writeFileSync(join(folder, 'fonts.conf'), configuration);
}
