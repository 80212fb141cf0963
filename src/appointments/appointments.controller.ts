import { Body, Controller, Delete, Get, HttpCode, Param, Patch, Post, Query, Res } from '@nestjs/common';
import type { Response } from 'express';
import { CurrentActor, Idempotent, IdPipe, ResourceDocumentation, Roles, STAFF } from '../common/index.js';
import type { Actor, IdempotentRequest, Listed, Page } from '../common/index.js';
import {
  AppointmentDto,
  AppointmentQuery,
  CreateAppointmentDto,
  LISTED_APPOINTMENTS,
  UpdateAppointmentDto,
} from './appointment.dto.js';
import { AppointmentsService } from './appointments.service.js';

const docs = new ResourceDocumentation('appointments', 'appointment', AppointmentDto);

@docs.controller()
@Roles(...STAFF)
@Controller('api/appointments')
export class AppointmentsController {
  constructor(private readonly appointments: AppointmentsService) {}

  @Get()
  @docs.list(LISTED_APPOINTMENTS, '`from`, `to`: those that end after `from` and start before `to`.')
  list(@Query() query: AppointmentQuery): Promise<Page<Listed<AppointmentDto>>> {
    return this.appointments.list(query);
  }

  @Get(':id')
  @docs.get()
  get(@Param('id', IdPipe) id: number): Promise<AppointmentDto> {
    return this.appointments.get(id);
  }

  @Post()
  @docs.create('appointment-conflict', 'conflict')
  async create(
    @CurrentActor() by: Actor,
    @Body() input: CreateAppointmentDto,
    @Idempotent() request: IdempotentRequest | undefined,
    @Res({ passthrough: true }) response: Response,
  ): Promise<AppointmentDto> {
    const appointment = await this.appointments.create(by, input, request);
    response.location(`/api/appointments/${appointment.id}`);
    return appointment;
  }

  @Patch(':id')
  @docs.update('appointment-conflict', 'conflict')
  update(
    @CurrentActor() by: Actor,
    @Param('id', IdPipe) id: number,
    @Body() changes: UpdateAppointmentDto,
  ): Promise<AppointmentDto> {
    return this.appointments.update(by, id, changes);
  }

  @Delete(':id')
  @HttpCode(204)
  @docs.remove()
  delete(@CurrentActor() by: Actor, @Param('id', IdPipe) id: number): Promise<void> {
    return this.appointments.delete(by, id);
  }
}
