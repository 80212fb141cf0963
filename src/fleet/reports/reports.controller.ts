import { Controller, Get, Query, StreamableFile } from '@nestjs/common';
import { CurrentPrincipal, SuperusersOnly } from '../../common/index.js';
import type { Principal } from '../../common/index.js';
import { userActor } from '../operations/index.js';
import { reportCsv } from './report-csv.js';
import { ReportQuery } from './report.dto.js';
import type { ReportDescriptionDto, ReportDto } from './report.dto.js';
import { ApiListReports, ApiReports, ApiRunReport, ApiRunReportAsCsv } from './reports.openapi.js';
import { Reports } from './reports.js';

@ApiReports()
@SuperusersOnly()
@Controller('api/admin')
export class ReportsController {
  constructor(private readonly reports: Reports) {}

  @Get('reports')
  @ApiListReports()
  list(): ReportDescriptionDto[] {
    return this.reports.all.map(({ name, summary, parameters, columns }) => ({
      ...{ name, summary, columns: [...columns] },
      parameters: Object.entries(parameters).map(([parameter, asked]) => ({ name: parameter, ...asked })),
    }));
  }

  @Get('report')
  @ApiRunReport()
  run(@Query() query: ReportQuery, @CurrentPrincipal() principal: Principal): Promise<ReportDto> {
    return this.reports.run(query, userActor(principal));
  }

  @Get('report/csv')
  @ApiRunReportAsCsv()
  async csv(@Query() query: ReportQuery, @CurrentPrincipal() principal: Principal): Promise<StreamableFile> {
    const report = await this.reports.run(query, userActor(principal));
    return new StreamableFile(Buffer.from(reportCsv(report)), {
      type: 'text/csv; charset=utf-8',
      disposition: `attachment; filename="${report.name}.csv"`,
    });
  }
}
