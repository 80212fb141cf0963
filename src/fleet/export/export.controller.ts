import { applyDecorators, Controller, HttpCode, Post, Res, StreamableFile } from '@nestjs/common';
import type { Response } from 'express';
import {
  AllowInactiveSubscription,
  ApiBearerAuth,
  ApiIdempotencyKey,
  ApiOkResponse,
  ApiOperation,
  ApiProblems,
  ApiProduces,
  ApiTags,
  CurrentActor,
  CurrentPrincipal,
  Idempotent,
  MANAGERS,
  onResponseEnd,
  Roles,
  StepUp,
} from '../../common/index.js';
import type { Actor, IdempotentRequest, Principal } from '../../common/index.js';
import { AuditTrail, companyOf, TenantDirectory, UnknownTenantError } from '../../tenancy/index.js';
import { userActor } from '../operations/index.js';
import { TenantExports } from './tenant-exports.js';

const ApiExport = (): MethodDecorator =>
  applyDecorators(
    ApiOperation({
      operationId: 'exportCompany',
      summary: 'All data of the company, as a ZIP',
      description:
        'One CSV file per table, all tables as JSON, the database as an SQLite file, and a manifest with their hashes; all ' +
        'as of one moment. Works also when the subscription has ended.',
    }),
    ApiIdempotencyKey('An export changes nothing: a request repeated with the same key is answered with another one.'),
    ApiProduces('application/zip'),
    ApiOkResponse({ schema: { type: 'string', format: 'binary' } }),
    ApiProblems(
      'validation-failed',
      'unauthenticated',
      'forbidden',
      'step-up-required',
      'conflict',
      'tenant-unavailable',
      'unavailable',
    ),
  );

@ApiTags('company')
@ApiBearerAuth()
@Controller('api/export')
export class ExportController {
  constructor(
    private readonly exports: TenantExports,
    private readonly directory: TenantDirectory,
    private readonly trail: AuditTrail,
  ) {}

  @Post()
  @HttpCode(200)
  @Roles(...MANAGERS)
  @AllowInactiveSubscription()
  @StepUp()
  @ApiExport()
  async create(
    @CurrentPrincipal() principal: Principal,
    @CurrentActor() actor: Actor,
    // Taken, and held to its form: an export changes nothing, so that a copy is made anew.
    @Idempotent() _request: IdempotentRequest | undefined,
    @Res({ passthrough: true }) response: Response,
  ): Promise<StreamableFile> {
    const tenant = await this.directory.find(companyOf(principal));
    if (tenant === undefined) throw new UnknownTenantError();
    await this.trail.record(tenant.companyId, { actor, action: 'export' });
    const { fileName, content, close } = await this.exports.open(tenant, userActor(principal));
    onResponseEnd(response, () => void close());
    return new StreamableFile(content, {
      type: 'application/zip',
      disposition: `attachment; filename="${fileName}"`,
    });
  }
}
