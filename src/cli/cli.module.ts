import { Module } from '@nestjs/common';
import { Application } from './application.js';
import { BackupTenantCommand } from './commands/backup-tenant.command.js';
import { CheckTenantsCommand } from './commands/check-tenants.command.js';
import { CreateSuperuserCommand } from './commands/create-superuser.command.js';
import { ExpireTrialsCommand } from './commands/expire-trials.command.js';
import { ExportTenantCommand } from './commands/export-tenant.command.js';
import { ListTenantsCommand } from './commands/list-tenants.command.js';
import { MakeMigrationsCommand } from './commands/make-migrations.command.js';
import { MigrateTenantsCommand } from './commands/migrate-tenants.command.js';
import { MigrateCommand } from './commands/migrate.command.js';
import { NewModelCommand } from './commands/new-model.command.js';
import { RecordPaymentCommand } from './commands/record-payment.command.js';
import { ResetCommand } from './commands/reset.command.js';
import { EncryptTenantsCommand } from './commands/encrypt-tenants.command.js';
import { RotateKeysCommand } from './commands/rotate-keys.command.js';
import { RestoreMasterCommand } from './commands/restore-master.command.js';
import { ResetSecondFactorCommand } from './commands/reset-second-factor.command.js';
import { RestoreTenantCommand } from './commands/restore-tenant.command.js';
import { SeedCommand } from './commands/seed.command.js';
import { VerifyAuditCommand } from './commands/verify-audit.command.js';
import { VerifyBackupsCommand } from './commands/verify-backups.command.js';
import { ActivateTenantCommand } from './commands/activate-tenant.command.js';
import { DeleteTenantCommand } from './commands/delete-tenant.command.js';
import { RenameTenantCommand } from './commands/rename-tenant.command.js';
import { SuspendTenantCommand } from './commands/suspend-tenant.command.js';
import { UndeleteTenantCommand } from './commands/undelete-tenant.command.js';
import { CloneTenantCommand } from './commands/clone-tenant.command.js';
import { DrainServerCommand } from './commands/drain-server.command.js';
import { MoveInstallationCommand } from './commands/move-installation.command.js';
import { MoveTenantCommand } from './commands/move-tenant.command.js';
import { AddServerCommand, ChangeServerCommand, ListServersCommand } from './commands/servers.command.js';
import { ImportTenantCommand } from './commands/import-tenant.command.js';
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
    NewModelCommand,
    MigrateTenantsCommand,
    CheckTenantsCommand,
    ListTenantsCommand,
    ExportTenantCommand,
    BackupTenantCommand,
    VerifyBackupsCommand,
    RestoreTenantCommand,
    EncryptTenantsCommand,
    RotateKeysCommand,
    RestoreMasterCommand,
    ActivateTenantCommand,
    DeleteTenantCommand,
    RenameTenantCommand,
    SuspendTenantCommand,
    UndeleteTenantCommand,
    CloneTenantCommand,
    ImportTenantCommand,
    MoveTenantCommand,
    MoveInstallationCommand,
    ListServersCommand,
    AddServerCommand,
    ChangeServerCommand,
    DrainServerCommand,
    ExpireTrialsCommand,
    CreateSuperuserCommand,
    ResetSecondFactorCommand,
    RecordPaymentCommand,
    ResetCommand,
    SeedCommand,
    VerifyAuditCommand,
  ],
})
export class CliModule {}
