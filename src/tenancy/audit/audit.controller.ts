import { Readable } from 'node:stream';
import { applyDecorators, Controller, Get, Query, StreamableFile } from '@nestjs/common';
import {
  AllowInactiveSubscription,
  ApiBearerAuth,
  ApiExtraModels,
  ApiOkResponse,
  ApiOperation,
  ApiProblems,
  ApiProduces,
  ApiSection,
  MANAGERS,
  pageSchema,
  Roles,
} from '../../common/index.js';
import type { Page } from '../../common/index.js';
import { auditCsv } from './audit-csv.js';
import { AuditEntryDto, AuditFilter, AuditQuery } from './audit-entry.dto.js';
import { AuditList } from './audit-list.js';

const TENANT = ['unauthenticated', 'forbidden', 'tenant-unavailable', 'tenant-migrating', 'unavailable'] as const;
const FILTERS =
  '`record` and `recordId` find what happened to one record, lists in which it was shown included. Without `from` the ' +
  'last 31 days. Asking is itself recorded. Works also when the subscription has ended.';

const ApiListAudit = (): MethodDecorator =>
  applyDecorators(
    ApiOperation({
      operationId: 'listAuditEntries',
      summary: "A page of the company's audit log, the newest first",
      description: FILTERS,
    }),
    ApiOkResponse({ schema: pageSchema(AuditEntryDto) }),
    ApiProblems('validation-failed', ...TENANT),
  );

const ApiExportAudit = (): MethodDecorator =>
  applyDecorators(
    ApiOperation({
      operationId: 'exportAuditEntries',
      summary: "The company's audit log as CSV",
      description: FILTERS,
    }),
    ApiProduces('text/csv'),
    ApiOkResponse({ schema: { type: 'string', format: 'binary' } }),
    ApiProblems('validation-failed', ...TENANT),
  );

@ApiSection('audit', 'What was done with a company’s records, and who did it')
@ApiBearerAuth()
@ApiExtraModels(AuditEntryDto)
@Roles(...MANAGERS)
@AllowInactiveSubscription()
@Controller('api/audit')
export class AuditController {
  constructor(private readonly list: AuditList) {}

  @Get()
  @ApiListAudit()
  page(@Query() query: AuditQuery): Promise<Page<AuditEntryDto>> {
    return this.list.page(query);
  }

  @Get('export')
  @ApiExportAudit()
  export(@Query() filter: AuditFilter): StreamableFile {
    this.list.assertValid(filter);
    return new StreamableFile(Readable.from(auditCsv(this.list.all(filter)), { objectMode: false }), {
      type: 'text/csv; charset=utf-8',
      disposition: 'attachment; filename="audit.csv"',
    });
  }
}
