export { removeCopies } from './remove-copies.js';
export { scrubInThread } from './scrub-thread.js';
