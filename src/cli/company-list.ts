import type { CompanyOverview } from '../master/index.js';
import { printable } from './output.js';

/** The words of the subscription's states; the others are their own words. */
const SUBSCRIPTION_WORDS: Readonly<Record<string, string>> = { trialing: 'trial', past_due: 'past due' };

/** The list of companies for people, without a line break at its end. Its shape is fixed in the contract. */
export function companyList(companies: readonly CompanyOverview[]): string {
  if (companies.length === 0) return 'Found 0 companies.';
  const heading = `Found ${companies.length} ${companies.length === 1 ? 'company' : 'companies'}:`;
  return [heading, ...companies.map((company, index) => entry(index + 1, company))].join('\n\n');
}

function entry(number: number, company: CompanyOverview): string {
  const lines = [
    `Slug: ${company.slug}`,
    `DB Name: ${company.databaseName}`,
    `Email: ${printable(company.email)}`,
    `Status: ${capitalized(company.status)}${erasure(company)}`,
    `Users: ${company.users}`,
    `Subscription: ${subscription(company)}`,
    `Days remaining: ${company.daysRemaining ?? '-'}`,
    ...(company.databaseBytes === undefined ? [] : [`Storage: ${company.databaseBytes} bytes`]),
  ];
  return [`${number}. ${printable(company.name)}`, ...lines.map((line) => `   ${line}`)].join('\n');
}

function erasure({ eraseAt }: CompanyOverview): string {
  return eraseAt === null ? '' : ` (erased on ${eraseAt.slice(0, 10)})`;
}

function subscription({ plan, subscriptionStatus }: CompanyOverview): string {
  if (plan === null || subscriptionStatus === null) return 'none';
  return `${printable(plan)} (${SUBSCRIPTION_WORDS[subscriptionStatus] ?? subscriptionStatus})`;
}

function capitalized(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1);
}
