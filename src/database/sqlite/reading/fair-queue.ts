/**
 * Things to do, of several owners who take turns: one of each, then another of each. An owner has at most so many under
 * way, whatever waits.
 */
export class FairQueue<Task> {
  private readonly waiting = new Map<object, Task[]>();
  private readonly underWay = new Map<object, number>();

  /** @param perOwner how many of one owner may be under way. */
  constructor(private readonly perOwner: number) {}

  add(owner: object, task: Task): void {
    const tasks = this.waiting.get(owner);
    if (tasks === undefined) this.waiting.set(owner, [task]);
    else tasks.push(task);
  }

  /** The next task that may begin; its owner must say when it is `done`. */
  next(): { readonly owner: object; readonly task: Task } | undefined {
    for (const [owner, tasks] of this.waiting) {
      const underWay = this.underWay.get(owner) ?? 0;
      if (underWay >= this.perOwner) continue;
      const task = tasks.shift();
      // Behind the others, who come first now.
      this.waiting.delete(owner);
      if (tasks.length > 0) this.waiting.set(owner, tasks);
      if (task === undefined) continue;
      this.underWay.set(owner, underWay + 1);
      return { owner, task };
    }
    return undefined;
  }

  done(owner: object): void {
    const left = (this.underWay.get(owner) ?? 1) - 1;
    if (left === 0) this.underWay.delete(owner);
    else this.underWay.set(owner, left);
  }
}
