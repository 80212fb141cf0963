import { Body, Controller, Delete, Get, HttpCode, Param, Patch, Post, Query, Res } from '@nestjs/common';
import type { Request, Response } from 'express';
import {
  CsvBody,
  CurrentActor,
  Idempotent,
  IdPipe,
  ImportQuery,
  MANAGERS,
  ResourceDocumentation,
  Roles,
  STAFF,
} from '../common/index.js';
import type { Actor, IdempotentRequest, ImportReportDto, Listed, Page } from '../common/index.js';
import { CountsAgainst } from '../subscription/index.js';
import { TenantImports } from '../tenancy/index.js';
import { CreatePatientDto, LISTED_PATIENTS, PatientDto, PatientQuery, UpdatePatientDto } from './patient.dto.js';
import { PATIENT_FILE, PATIENT_IMPORT } from './patient.import.js';
import { PatientsService } from './patients.service.js';

const docs = new ResourceDocumentation('patients', 'patient', PatientDto);

@docs.controller()
@Roles(...STAFF)
@Controller('api/patients')
export class PatientsController {
  constructor(
    private readonly patients: PatientsService,
    private readonly imports: TenantImports,
  ) {}

  @Get()
  @docs.list(LISTED_PATIENTS, '`email`: the whole address, in whatever case.')
  list(@Query() query: PatientQuery): Promise<Page<Listed<PatientDto>>> {
    return this.patients.list(query);
  }

  @Get(':id')
  @docs.get()
  get(@Param('id', IdPipe) id: number): Promise<PatientDto> {
    return this.patients.get(id);
  }

  @Post()
  @CountsAgainst('patients')
  @docs.create()
  async create(
    @CurrentActor() by: Actor,
    @Body() input: CreatePatientDto,
    @Idempotent() request: IdempotentRequest | undefined,
    @Res({ passthrough: true }) response: Response,
  ): Promise<PatientDto> {
    const patient = await this.patients.create(by, input, request);
    response.location(`/api/patients/${patient.id}`);
    return patient;
  }

  @Post('import')
  @HttpCode(200)
  @Roles(...MANAGERS)
  @CountsAgainst('patients')
  @docs.import(PATIENT_FILE)
  import(
    @CurrentActor() by: Actor,
    @CsvBody() file: Request,
    @Query() { dryRun }: ImportQuery,
    @Idempotent() request: IdempotentRequest | undefined,
  ): Promise<ImportReportDto> {
    return this.imports.run(file, PATIENT_IMPORT, { by, dryRun, request });
  }

  @Patch(':id')
  @docs.update()
  update(
    @CurrentActor() by: Actor,
    @Param('id', IdPipe) id: number,
    @Body() changes: UpdatePatientDto,
  ): Promise<PatientDto> {
    return this.patients.update(by, id, changes);
  }

  @Delete(':id')
  @Roles(...MANAGERS)
  @HttpCode(204)
  @docs.remove('conflict')
  delete(@CurrentActor() by: Actor, @Param('id', IdPipe) id: number): Promise<void> {
    return this.patients.delete(by, id);
  }
}
