export { BuiltPages } from './built-pages.js';
export { servePages } from './serve-pages.js';
