import type { Browser } from 'playwright-core';

/** A real browser, of the development dependencies, with the libraries and fonts it needs: nothing is to be installed. */
export function launchBrowser(): Promise<Browser>;
