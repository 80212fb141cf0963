import { useState } from 'react';
import { asProblem } from '../api/index.js';
import { showDone, showProblem } from '../common/feedback/index.js';
import { api } from '../session/index.js';
import { texts } from '../texts/index.js';

interface ExportButtonProps {
  readonly children: (start: () => void, isBusy: boolean) => React.ReactNode;
}

/** All data of the company, made and saved on the reader's computer. */
export function ExportButton({ children }: ExportButtonProps): React.ReactNode {
  const [isBusy, setBusy] = useState(false);
  const start = (): void => {
    setBusy(true);
    void download()
      .then(() => showDone(texts.access.exported), showProblem)
      .finally(() => setBusy(false));
  };
  return children(start, isBusy);
}

async function download(): Promise<void> {
  const { data, error, response } = await api.POST('/api/export', { parseAs: 'blob' });
  if (data === undefined) throw asProblem(error);
  const name = /filename="([^"]+)"/.exec(response.headers.get('Content-Disposition') ?? '')?.[1] ?? 'export.zip';
  saveFile(data, name);
}

/** Hands a file to the browser's downloads. */
export function saveFile(content: Blob, name: string): void {
  const url = URL.createObjectURL(content);
  const link = Object.assign(document.createElement('a'), { href: url, download: name });
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}
