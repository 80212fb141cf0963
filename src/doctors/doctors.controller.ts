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
import { CreateDoctorDto, DoctorDto, DoctorQuery, LISTED_DOCTORS, UpdateDoctorDto } from './doctor.dto.js';
import { DOCTOR_FILE, DOCTOR_IMPORT } from './doctor.import.js';
import { DoctorsService } from './doctors.service.js';

const docs = new ResourceDocumentation('doctors', 'doctor', DoctorDto);

@docs.controller()
@Roles(...STAFF)
@Controller('api/doctors')
export class DoctorsController {
  constructor(
    private readonly doctors: DoctorsService,
    private readonly imports: TenantImports,
  ) {}

  @Get()
  @docs.list(LISTED_DOCTORS, '`specialty`, `email`: the whole text, in whatever case.')
  list(@Query() query: DoctorQuery): Promise<Page<Listed<DoctorDto>>> {
    return this.doctors.list(query);
  }

  @Get(':id')
  @docs.get()
  get(@Param('id', IdPipe) id: number): Promise<DoctorDto> {
    return this.doctors.get(id);
  }

  @Post()
  @Roles(...MANAGERS)
  @CountsAgainst('doctors')
  @docs.create('already-exists')
  async create(
    @CurrentActor() by: Actor,
    @Body() input: CreateDoctorDto,
    @Idempotent() request: IdempotentRequest | undefined,
    @Res({ passthrough: true }) response: Response,
  ): Promise<DoctorDto> {
    const doctor = await this.doctors.create(by, input, request);
    response.location(`/api/doctors/${doctor.id}`);
    return doctor;
  }

  @Post('import')
  @HttpCode(200)
  @Roles(...MANAGERS)
  @CountsAgainst('doctors')
  @docs.import(DOCTOR_FILE, 'already-exists')
  import(
    @CurrentActor() by: Actor,
    @CsvBody() file: Request,
    @Query() { dryRun }: ImportQuery,
    @Idempotent() request: IdempotentRequest | undefined,
  ): Promise<ImportReportDto> {
    return this.imports.run(file, DOCTOR_IMPORT, { by, dryRun, request });
  }

  @Patch(':id')
  @Roles(...MANAGERS)
  @docs.update('already-exists')
  update(
    @CurrentActor() by: Actor,
    @Param('id', IdPipe) id: number,
    @Body() changes: UpdateDoctorDto,
  ): Promise<DoctorDto> {
    return this.doctors.update(by, id, changes);
  }

  @Delete(':id')
  @Roles(...MANAGERS)
  @HttpCode(204)
  @docs.remove('conflict')
  delete(@CurrentActor() by: Actor, @Param('id', IdPipe) id: number): Promise<void> {
    return this.doctors.delete(by, id);
  }
}
