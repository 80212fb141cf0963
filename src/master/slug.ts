import slugify from '@sindresorhus/slugify';

/** Leaves room for a `-NNN` suffix within the 47 characters that a database name allows. */
const BASE_MAX_LENGTH = 40;
const ALLOWED = /^[a-z0-9]+(-[a-z0-9]+)*$/;

/**
 * "City Hospital" → `city-hospital`. Letters of other scripts are transliterated; a name that has none that can be gives
 * `company`. The result is on the allow-list a-z, 0-9 and single inner hyphens, at most 40 characters.
 */
export function slugOf(companyName: string): string {
  const slug = slugify(companyName, { decamelize: false, customReplacements: [['&', ' ']] })
    .slice(0, BASE_MAX_LENGTH)
    .replace(/-+$/, '');
  return ALLOWED.test(slug) ? slug : 'company';
}
