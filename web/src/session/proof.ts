import { useSyncExternalStore } from 'react';

/** A request that waits until whoever sent it has proved once more who they are. */
interface Waiting {
  readonly proved: Promise<boolean>;
  readonly answer: (isProved: boolean) => void;
}

let waiting: Waiting | undefined;
const listeners = new Set<() => void>();

function change(next: Waiting | undefined): void {
  waiting = next;
  for (const listener of listeners) listener();
}

/** Asks for a proof; several requests wait for the same one. @returns whether it was given. */
export function askForProof(): Promise<boolean> {
  if (waiting === undefined) {
    const { promise, resolve } = withResolvers();
    change({ proved: promise, answer: resolve });
  }
  return waiting!.proved;
}

/** Lets what waits go on, or has it refused. */
export function answerProof(isProved: boolean): void {
  waiting?.answer(isProved);
  change(undefined);
}

/** Whether a proof is asked for at the moment. */
export function useIsProofAsked(): boolean {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => waiting !== undefined,
  );
}

function withResolvers(): { promise: Promise<boolean>; resolve: (isProved: boolean) => void } {
  let resolve: (isProved: boolean) => void = () => undefined;
  const promise = new Promise<boolean>((settle) => (resolve = settle));
  return { promise, resolve };
}
