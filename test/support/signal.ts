/** Something that one part of a test waits for and another part says. */
export interface Signal {
  readonly come: Promise<void>;
  readonly give: () => void;
}

export function signal(): Signal {
  let give: () => void = () => undefined;
  const come = new Promise<void>((resolve) => {
    give = resolve;
  });
  return { come, give };
}
