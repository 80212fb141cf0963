/** Hands things on in the order of their places, each as soon as all before it are there. */
export class InOrder<Thing> {
  private readonly early = new Map<number, Thing>();
  private next = 0;

  constructor(private readonly take: (thing: Thing) => void) {}

  add(thing: Thing, place: number): void {
    this.early.set(place, thing);
    for (let here = this.early.get(this.next); here !== undefined; here = this.early.get(this.next)) {
      this.early.delete(this.next);
      this.next += 1;
      this.take(here);
    }
  }

  /** Hands on what waited for something that did not come. */
  end(): void {
    for (const [, thing] of [...this.early].sort(([a], [b]) => a - b)) this.take(thing);
    this.early.clear();
  }
}
