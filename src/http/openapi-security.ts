import type { OpenAPIObject } from '@nestjs/swagger';

export const COOKIE_SCHEME = 'cookie';
export const CSRF_SCHEME = 'csrf';

/** Of those that the API has. */
const CHANGING = ['post', 'patch', 'delete'] as const;

/** Tells of every operation that takes a token that it takes a session cookie as well, which changes must prove. */
export function addCookieSessions(document: OpenAPIObject): void {
  for (const item of Object.values(document.paths)) {
    addWay(item.get, { [COOKIE_SCHEME]: [] });
    for (const method of CHANGING) addWay(item[method], { [COOKIE_SCHEME]: [], [CSRF_SCHEME]: [] });
  }
}

type Ways = Record<string, string[]>[];

function addWay(operation: { security?: Ways } | undefined, way: Ways[number]): void {
  const [bearer, ...others] = operation?.security ?? [];
  // Operations of one controller share a list.
  if (operation && bearer && 'bearer' in bearer) operation.security = [bearer, way, ...others];
}
