import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Browser, BrowserContext, BrowserContextOptions, Locator, Page } from 'playwright-core';
import type { AxeResults } from 'axe-core';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

export const WIDE = { width: 1440, height: 900 };
export const NARROW = { width: 360, height: 740 };

/** A browser of somebody's own, in which nothing may go wrong unseen. */
export class Visitor {
  /** What the browser complained of: errors of scripts, and whatever the content policy forbade. */
  readonly complaints: string[] = [];

  private constructor(
    readonly context: BrowserContext,
    readonly page: Page,
  ) {}

  static async arrive(browser: Browser, url: string, options: BrowserContextOptions = {}): Promise<Visitor> {
    const context = await browser.newContext({
      baseURL: url,
      viewport: WIDE,
      locale: 'en-GB',
      timezoneId: 'Europe/Berlin',
      reducedMotion: 'reduce',
      ...options,
    });
    context.setDefaultTimeout(15_000);
    const visitor = new Visitor(context, await context.newPage());
    visitor.watch();
    return visitor;
  }

  /** Fills in fields by their labels. */
  async fill(fields: Readonly<Record<string, string>>): Promise<void> {
    for (const [label, value] of Object.entries(fields)) await this.field(label).fill(value);
  }

  /** The field with this label, which may bear the asterisk of those that are needed. */
  field(label: string): Locator {
    const name = label.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
    return this.page.getByLabel(new RegExp(`^${name}( \\*)?$`));
  }

  press(name: string | RegExp): Promise<void> {
    return this.page.getByRole('button', { name }).click();
  }

  follow(name: string | RegExp): Promise<void> {
    return this.page.getByRole('link', { name }).click();
  }

  title(name: string | RegExp): Promise<void> {
    return this.page.getByRole('heading', { level: 1, name }).waitFor();
  }

  /** Names of the cookies that hold a session; that of the device stays, and lets nobody in. */
  async sessionCookies(): Promise<string[]> {
    const names = (await this.context.cookies()).map(({ name }) => name);
    return names.filter((name) => name !== 'medadmin-device');
  }

  private watch(): void {
    this.page.on('pageerror', (error) => this.complaints.push(`error: ${error.stack ?? error.message}`));
    this.page.on('console', (message) => {
      const text = message.text();
      // A refusal of the API is no fault of the page, which shows it.
      if (message.type() === 'error' && !/status of (400|401|402|403|404|409)/.test(text)) this.complaints.push(text);
    });
  }
}

/** All rules of WCAG 2.2 AA, and the best practices. */
const ALL = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
/** Those whose findings depend on what colours things have. */
export const COLOURS = ['color-contrast', 'link-in-text-block'];

/** What axe finds wrong with the page as it is, by rule and element. */
export async function axeFaults(page: Page, rules: readonly string[] = ALL): Promise<string[]> {
  if (!(await page.evaluate('Boolean(window.axe)'))) await page.evaluate(AXE);
  const results = await page.evaluate<AxeResults>(`axe.run(document, {
    runOnly: ${JSON.stringify(rules)},
    resultTypes: ['violations'],
  })`);
  return results.violations.flatMap(({ id, nodes }) =>
    nodes.map((node) => `${id}: ${node.target.join(' ')} ${node.failureSummary?.split('\n').at(-1) ?? ''}`),
  );
}

/** Lets whatever follows a change be drawn, and whatever moves or fades arrive where it is going. */
export function settle(page: Page): Promise<void> {
  return page.evaluate(`new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn))).then(() =>
    document.getAnimations().forEach((animation) => animation.finish()))`);
}

/** How far the page reaches beyond its window to the right, in pixels. */
export function overflow(page: Page): Promise<number> {
  return page.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth');
}
