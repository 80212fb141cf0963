import type { Actor } from '../../src/common/index.js';

/** Somebody on whose behalf tests change something. */
export const SOMEBODY: Actor = {
  userId: 7,
  role: 'owner',
  supportAccessId: null,
  requestId: 'test',
  address: '127.0.0.1',
  device: null,
};
