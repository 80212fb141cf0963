import { stat } from 'node:fs/promises';
import { Command, Option } from 'nest-commander';
import { COMMAND_ACTOR } from '../../fleet/index.js';
import { CompanyImport, FirstOwnerDto } from '../../master/index.js';
import { TenantDirectory } from '../../tenancy/index.js';
import { Application } from '../application.js';
import { checkedInput } from '../checked-input.js';
import { UsageError } from '../cli.errors.js';
import { ReportingCommand } from '../medadmin-command.js';
import type { JsonOption } from '../medadmin-command.js';
import { Output } from '../output.js';
import { passwordFromStandardInput } from '../password-input.js';
import { checkedSlug, tenantBySlug } from '../tenant-by-slug.js';

interface ImportTenantOptions extends JsonOption {
  readonly into?: string;
  readonly merge?: boolean;
  readonly name?: string;
  readonly slug?: string;
  readonly plan?: string;
  readonly owner?: string;
  readonly ownerEmail?: string;
  readonly passwordStdin?: boolean;
}

/** What only makes sense for a new company. */
const OF_NEW = ['name', 'slug', 'plan', 'owner', 'ownerEmail', 'passwordStdin'] as const;
/** Passes in place of what is made up later. */
const MADE_UP = { username: 'made-up', email: 'made-up@example.com', password: 'made-up-later' };

@Command({
  name: 'import-tenant',
  arguments: '<file>',
  description: 'make a company of an export, or fill one that is there with it',
})
export class ImportTenantCommand extends ReportingCommand {
  constructor(
    private readonly application: Application,
    private readonly output: Output,
  ) {
    super();
  }

  @Option({ flags: '--into <slug>', description: 'fill this company, which must be empty' })
  parseInto(slug: string): string {
    return checkedSlug('--into', slug);
  }

  @Option({ flags: '--merge', description: 'with --into: add the rows to those that are there' })
  parseMerge(): boolean {
    return true;
  }

  @Option({ flags: '--name <name>', description: 'name of the new company; that of the export when left out' })
  parseName(name: string): string {
    return name;
  }

  @Option({ flags: '--slug <slug>', description: 'slug of the new company; found from its name when left out' })
  parseSlug(slug: string): string {
    return checkedSlug('--slug', slug);
  }

  @Option({ flags: '--plan <code>', description: 'plan whose trial it begins with; enterprise when left out' })
  parsePlan(code: string): string {
    return code;
  }

  @Option({ flags: '--owner <username>', description: 'how its owner signs in; made up when left out' })
  parseOwner(username: string): string {
    return username;
  }

  @Option({ flags: '--owner-email <address>', description: "the owner's address; without one nothing can be sent" })
  parseOwnerEmail(address: string): string {
    return address;
  }

  @Option({
    flags: '--password-stdin',
    description: "read the owner's password from standard input; made up otherwise",
  })
  parsePasswordStdin(): boolean {
    return true;
  }

  override async run([file = '']: string[], options: ImportTenantOptions): Promise<void> {
    const { into, merge = false } = options;
    if (merge && into === undefined) throw new UsageError('--merge goes with --into');
    const extra = into !== undefined && OF_NEW.find((name) => options[name] !== undefined);
    if (extra) throw new UsageError('--into takes nothing but --merge');
    // Its reason, before a database is opened.
    await stat(file);
    if (into === undefined) await this.found(file, options);
    else await this.fill(file, into, merge, options);
  }

  private async found(file: string, options: ImportTenantOptions): Promise<void> {
    const { name, slug, plan: planCode = 'enterprise' } = options;
    const owner = await ownerOf(options);
    const imports = await this.application.get(CompanyImport);
    const company = await imports.found(file, { name, slug, planCode, owner }, COMMAND_ACTOR);
    const { username, password } = company.owner;
    const told = options.passwordStdin ? { username } : { username, password };
    if (options.json) return this.output.json({ slug: company.slug, databaseName: company.database, owner: told });
    const secret = options.passwordStdin ? '' : ` with the password ${password}`;
    this.output.line(`Imported ${file} as ${company.slug}; its owner signs in as ${username}${secret}`);
  }

  private async fill(file: string, slug: string, isMerge: boolean, options: JsonOption): Promise<void> {
    const tenant = await tenantBySlug(await this.application.get(TenantDirectory), slug);
    const rows = await (await this.application.get(CompanyImport)).into(tenant, file, isMerge, COMMAND_ACTOR);
    if (options.json) return this.output.json({ slug, rows });
    const counts = Object.entries(rows).map(([table, count]) => `${table}: ${count}`);
    this.output.line(`Imported ${file} into ${slug} (${counts.join(', ')}).`);
  }
}

/** What is given, held to the same rules as in a sign-up. @throws ValidationError. */
async function ownerOf({ owner, ownerEmail, passwordStdin }: ImportTenantOptions): Promise<Partial<FirstOwnerDto>> {
  const given = {
    ...(owner !== undefined && { username: owner }),
    ...(ownerEmail !== undefined && { email: ownerEmail }),
    ...(passwordStdin && { password: await passwordFromStandardInput() }),
  };
  await checkedInput(FirstOwnerDto, { ...MADE_UP, ...given });
  return given;
}
