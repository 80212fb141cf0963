import type { Answer, ApiClient } from './api-client.js';

export interface ImportAnswer {
  readonly dryRun: boolean;
  readonly rows: number;
  readonly imported: number;
  readonly refusedRows: number;
  readonly refused: { readonly line: number; readonly column: string | null; readonly message: string }[];
  readonly code?: string;
}

/** Sends a file as a web page would: as a stream when it is one, so that no side needs to hold it. */
export async function importCsv(
  api: ApiClient,
  path: string,
  file: string | Uint8Array | ReadableStream,
  headers: Record<string, string> = {},
): Promise<Answer<ImportAnswer>> {
  const response = await fetch(api.url + path, {
    method: 'POST',
    headers: { 'Content-Type': 'text/csv', Authorization: `Bearer ${api.token}`, ...headers },
    body: file,
    ...(file instanceof ReadableStream && { duplex: 'half' }),
  });
  const text = await response.text();
  return { status: response.status, headers: response.headers, text, body: JSON.parse(text) as ImportAnswer };
}

export const PATIENT_HEADER = 'firstName,lastName,email,phone,dateOfBirth,gender,address,notes\n';

/** Line `row` of a file of patients. */
export function patientLine(row: number): string {
  return `Rosa,Nowak ${row},rosa${row}@example.com,+1 555 ${row},1984-02-29,Female,"12 Main Street, Springfield",\n`;
}

/** A file of so many patients that is made while it is sent. */
export function patientFile(rows: number, linesPerChunk = 200): ReadableStream {
  let row = 0;
  return new ReadableStream({
    pull(controller) {
      if (row === 0) controller.enqueue(Buffer.from(PATIENT_HEADER));
      const lines = Array.from({ length: Math.min(linesPerChunk, rows - row) }, () => patientLine((row += 1)));
      if (lines.length > 0) controller.enqueue(Buffer.from(lines.join('')));
      if (row === rows) controller.close();
    },
  });
}
