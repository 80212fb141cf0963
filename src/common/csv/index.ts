export { checkedLines } from './checked-lines.js';
export type { CheckedLine, LineRules } from './checked-lines.js';
export { CsvBody, isCsvUpload } from './csv-body.js';
export { csvRecords } from './csv-records.js';
export type { CsvRecord } from './csv-records.js';
export { CsvReport } from './csv-report.js';
export type { RefusedLine } from './csv-report.js';
export * from './csv.errors.js';
export { ImportQuery, ImportReportDto, RefusedLineDto } from './import.dto.js';
