import { readFileSync, writeFileSync } from 'node:fs';
import { envExample, withSettingsTable } from './describe-settings.js';

/** `npm run docs:settings`: writes `.env.example` and the README's table from the declarations. */
const root = new URL('../../', import.meta.url);
const readme = new URL('README.md', root);
writeFileSync(new URL('.env.example', root), envExample());
writeFileSync(readme, withSettingsTable(readFileSync(readme, 'utf8')));
