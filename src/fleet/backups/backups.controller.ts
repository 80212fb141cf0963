import { Body, Controller, Get, HttpCode, Param, Post, Query, Res } from '@nestjs/common';
import type { Response } from 'express';
import {
  CurrentActor,
  CurrentPrincipal,
  Idempotent,
  IdPipe,
  MANAGERS,
  PageQuery,
  Roles,
  StepUp,
} from '../../common/index.js';
import type { Actor, IdempotentRequest, Listed, Page, Principal } from '../../common/index.js';
import { companyOf } from '../../tenancy/index.js';
import { RepeatableWork } from '../repeatable-work.js';
import { backupAnswer, BringBackDto, restoreAnswer } from './backup.dto.js';
import type { BackupDto, RestoreDto } from './backup.dto.js';
import {
  ApiBackupRecords,
  ApiBackups,
  ApiBringBack,
  ApiCreateBackup,
  ApiGetBackup,
  ApiListBackups,
  ApiRestoreBackup,
} from './backups.openapi.js';
import { CompanyBackups } from './company-backups.js';
import { RecordKinds } from './looking/record-kinds.js';
import type { ReturnedRecords } from './looking/record-return.js';

/** Not bound to the company's database: a restore waits until nobody has that open. */
@ApiBackups()
@Roles(...MANAGERS)
@Controller('api/backups')
export class BackupsController {
  constructor(
    private readonly backups: CompanyBackups,
    private readonly kinds: RecordKinds,
    private readonly repeatable: RepeatableWork,
  ) {}

  @Get()
  @ApiListBackups()
  async list(@CurrentPrincipal() principal: Principal, @Query() query: PageQuery): Promise<Page<BackupDto>> {
    const page = await this.backups.list(companyOf(principal), query);
    return { ...page, items: page.items.map((backup) => backupAnswer(backup, this.kinds)) };
  }

  @Post()
  @ApiCreateBackup()
  async create(
    @CurrentActor() by: Actor,
    @CurrentPrincipal() principal: Principal,
    @Idempotent() request: IdempotentRequest | undefined,
    @Res({ passthrough: true }) response: Response,
  ): Promise<BackupDto> {
    const backup = await this.repeatable.once(request, async () =>
      backupAnswer(await this.backups.create(companyOf(principal), by), this.kinds),
    );
    response.location(`/api/backups/${backup.id}`);
    return backup;
  }

  @Get(':id')
  @ApiGetBackup()
  async get(@CurrentPrincipal() principal: Principal, @Param('id', IdPipe) id: number): Promise<BackupDto> {
    return backupAnswer(await this.backups.get(companyOf(principal), id), this.kinds);
  }

  @Post(':id/restore')
  @HttpCode(200)
  @StepUp()
  @ApiRestoreBackup()
  restore(
    @CurrentActor() by: Actor,
    @CurrentPrincipal() principal: Principal,
    @Param('id', IdPipe) id: number,
    @Idempotent() request?: IdempotentRequest,
  ): Promise<RestoreDto> {
    return this.repeatable.once(request, async () =>
      restoreAnswer(await this.backups.restore(companyOf(principal), id, by)),
    );
  }

  @Get(':id/records/:kind')
  @ApiBackupRecords()
  records(
    @CurrentActor() by: Actor,
    @CurrentPrincipal() principal: Principal,
    @Param('id', IdPipe) id: number,
    @Param('kind') kind: string,
    @Query() query: PageQuery,
  ): Promise<Page<Listed<object>>> {
    return this.backups.records(by, companyOf(principal), { id, kind }, query);
  }

  @Post(':id/records/:kind/bring-back')
  @HttpCode(200)
  @ApiBringBack()
  bringBack(
    @CurrentActor() by: Actor,
    @CurrentPrincipal() principal: Principal,
    @Param('id', IdPipe) id: number,
    @Param('kind') kind: string,
    @Body() { ids }: BringBackDto,
    @Idempotent() request?: IdempotentRequest,
  ): Promise<ReturnedRecords> {
    return this.backups.bringBack(by, companyOf(principal), id, { kind, ids, request });
  }
}
