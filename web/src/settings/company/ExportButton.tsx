import { useState } from 'react';
import { answerOf } from '../../api/index.js';
import { showDone, showProblem } from '../../common/feedback/index.js';
import { saveFile } from '../../common/save-file.js';
import { api } from '../../session/index.js';
import { texts } from '../../texts/index.js';

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
  const call = api.POST('/api/export', { parseAs: 'blob' });
  const content = await answerOf(call);
  const { response } = await call;
  const name = /filename="([^"]+)"/.exec(response.headers.get('Content-Disposition') ?? '')?.[1] ?? 'export.zip';
  saveFile(content, name);
}
