/** One thing that must be in order for requests to be answered. Named and reasoned without paths or secrets. */
export abstract class ReadinessCheck {
  abstract readonly name: string;

  /** @returns undefined when in order, otherwise the reason as a code. */
  abstract problem(): Promise<string | undefined>;
}
