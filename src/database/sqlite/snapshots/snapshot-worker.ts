import { parentPort, workerData } from 'node:worker_threads';
import { takeSnapshot } from './take-snapshot.js';
import type { SnapshotTask } from './take-snapshot.js';

/** What the thread tells at its end; an error would lose its class and its code on the way. */
export interface SnapshotAnswer {
  readonly failure: { readonly name: string; readonly code: string | undefined } | null;
}

parentPort?.postMessage(answer(workerData as SnapshotTask));

function answer(task: SnapshotTask): SnapshotAnswer {
  try {
    takeSnapshot(task);
    return { failure: null };
  } catch (error) {
    const { name, code } = error as { name: string; code?: unknown };
    return { failure: { name, code: typeof code === 'string' ? code : undefined } };
  }
}
