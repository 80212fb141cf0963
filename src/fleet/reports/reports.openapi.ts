import { applyDecorators } from '@nestjs/common';
import { ApiBearerAuth, ApiOkResponse, ApiOperation, ApiProblems, ApiProduces, ApiTags } from '../../common/index.js';
import { ReportDescriptionDto, ReportDto } from './report.dto.js';

const HOW =
  'Four companies at the same time, five seconds for each, `seconds` for all (20), `maxRows` rows (1000). Who does not answer ' +
  'is named, and the others’ answers stand. Reports count; they give nothing of a person. Asking is in the log of operations.';

export const ApiReports = (): ClassDecorator => applyDecorators(ApiTags('admin'), ApiBearerAuth());

export const ApiListReports = (): MethodDecorator =>
  applyDecorators(
    ApiOperation({ operationId: 'listReports', summary: 'The questions that can be asked of all companies' }),
    ApiOkResponse({ type: [ReportDescriptionDto] }),
    ApiProblems('forbidden'),
  );

export const ApiRunReport = (): MethodDecorator =>
  applyDecorators(
    ApiOperation({ operationId: 'runReport', summary: 'Ask all companies', description: HOW }),
    ApiOkResponse({ type: ReportDto }),
    ApiProblems('validation-failed', 'forbidden', 'not-found'),
  );

export const ApiRunReportAsCsv = (): MethodDecorator =>
  applyDecorators(
    ApiOperation({
      operationId: 'runReportAsCsv',
      summary: 'Ask all companies, as CSV',
      description: `${HOW} A company that did not answer has a line with the reason in the column \`notAnswered\`; those beyond the first 100 have one line together, such as \`900 more\`.`,
    }),
    ApiProduces('text/csv'),
    ApiOkResponse({ schema: { type: 'string', format: 'binary' } }),
    ApiProblems('validation-failed', 'forbidden', 'not-found'),
  );
