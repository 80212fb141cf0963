import { en } from './en/index.js';

/** What a translation has to give. */
export type Texts = typeof en;

const LANGUAGES: Readonly<Record<string, Texts>> = { en };

/** All texts of the pages in the reader's language, if there is a translation; otherwise in English. */
export const texts: Texts = LANGUAGES[navigator.language.slice(0, 2)] ?? en;
