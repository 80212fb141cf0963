import { Module } from '@nestjs/common';
import { Application } from './application.js';
import { CheckTenantsCommand } from './commands/check-tenants.command.js';
import { CreateSuperuserCommand } from './commands/create-superuser.command.js';
import { ExpireTrialsCommand } from './commands/expire-trials.command.js';
import { ExportTenantCommand } from './commands/export-tenant.command.js';
import { ListTenantsCommand } from './commands/list-tenants.command.js';
import { MakeMigrationsCommand } from './commands/make-migrations.command.js';
import { MigrateTenantsCommand } from './commands/migrate-tenants.command.js';
import { MigrateCommand } from './commands/migrate.command.js';
import { RecordPaymentCommand } from './commands/record-payment.command.js';
import { ResetCommand } from './commands/reset.command.js';
import { SeedCommand } from './commands/seed.command.js';
import { VerifyAuditCommand } from './commands/verify-audit.command.js';
import { DemoSeeder } from './demo/demo-seeder.js';
import { TenantMigrating } from './migrating/tenant-migrating.js';
import { Output } from './output.js';
import { SuperuserQuestions } from './superuser-questions.js';
import { Terminal } from './terminal.js';

/** The commands. What they work with is not imported here: the Application is opened when one of them runs. */
@Module({
  providers: [
    Application,
    DemoSeeder,
    Output,
    SuperuserQuestions,
    TenantMigrating,
    // Questions go to standard error: standard output is for results.
    { provide: Terminal, useFactory: () => new Terminal({ input: process.stdin, output: process.stderr }) },
    MigrateCommand,
    MakeMigrationsCommand,
    MigrateTenantsCommand,
    CheckTenantsCommand,
    ListTenantsCommand,
    ExportTenantCommand,
    ExpireTrialsCommand,
    CreateSuperuserCommand,
    RecordPaymentCommand,
    ResetCommand,
    SeedCommand,
    VerifyAuditCommand,
  ],
})
export class CliModule {}
