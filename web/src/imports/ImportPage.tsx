import { Alert, Button, Code, FileInput, Group, Paper, Stack, Table, Text } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import type { Schemas } from '../api/index.js';
import { ProblemAlert, showDone } from '../common/feedback/index.js';
import { formatNumber } from '../common/format/index.js';
import { ButtonLink, Icon, Page } from '../common/layout/index.js';
import { DOCTOR_COLUMNS } from '../doctors/doctors-api.js';
import { PATIENT_COLUMNS } from '../patients/patients-api.js';
import { texts } from '../texts/index.js';
import { importFile } from './import-file.js';
import type { Importable } from './import-file.js';

type Report = Schemas['ImportReport'];

const labels = texts.imports;
const COLUMNS = { doctors: DOCTOR_COLUMNS, patients: PATIENT_COLUMNS };

export const DoctorsImportPage = (): React.ReactNode => <ImportPage what="doctors" />;
export const PatientsImportPage = (): React.ReactNode => <ImportPage what="patients" />;

/** A file is chosen, checked, and only then taken in. */
function ImportPage({ what }: { readonly what: Importable }): React.ReactNode {
  const { file, choose, report, problem, isBusy, check, run } = useImport(what);
  const isGood = report?.refusedRows === 0 && report.rows > 0;
  return (
    <Page title={labels.title[what]} intro={labels.intro}>
      <Paper p="lg" maw={760}>
        <Stack>
          <Text size="sm">
            {labels.columns}: <Code>{COLUMNS[what].join(', ')}</Code>
          </Text>
          <FileInput
            label={labels.file}
            placeholder={labels.choose}
            accept=".csv,text/csv"
            value={file}
            onChange={choose}
            clearable
            clearButtonProps={{ 'aria-label': texts.general.delete }}
          />
          <ProblemAlert error={problem} />
          {report && <Findings report={report} />}
          <Group justify="flex-end">
            <ButtonLink to={`/${what}/`} variant="default">
              {texts.general.cancel}
            </ButtonLink>
            {isGood ? (
              <Button onClick={run} loading={isBusy} leftSection={<Icon name="upload" />}>
                {labels.run(formatNumber(report.rows))}
              </Button>
            ) : (
              <Button onClick={check} loading={isBusy} disabled={file === null}>
                {labels.check}
              </Button>
            )}
          </Group>
        </Stack>
      </Paper>
    </Page>
  );
}

function useImport(what: Importable) {
  const [file, setFile] = useState<File | null>(null);
  const [report, setReport] = useState<Report>();
  const [problem, setProblem] = useState<unknown>();
  const [isBusy, setBusy] = useState(false);
  const navigate = useNavigate();
  const queries = useQueryClient();
  const send = (dryRun: boolean, then: (report: Report) => unknown): void => {
    if (file === null) return;
    setBusy(true);
    setProblem(undefined);
    void importFile(what, file, dryRun)
      .then(then, setProblem)
      .finally(() => setBusy(false));
  };
  const finish = async (done: Report): Promise<void> => {
    if (done.imported === 0) return setReport(done);
    await queries.invalidateQueries();
    showDone(labels.done(formatNumber(done.imported)));
    await navigate({ to: `/${what}/` });
  };
  const choose = (chosen: File | null): void => {
    setFile(chosen);
    setReport(undefined);
    setProblem(undefined);
  };
  return { file, choose, report, problem, isBusy, check: () => send(true, setReport), run: () => send(false, finish) };
}

function Findings({ report }: { readonly report: Report }): React.ReactNode {
  const { rows, refusedRows, refused } = report;
  if (rows === 0)
    return (
      <Alert color="yellow" variant="light" role="status">
        {labels.empty}
      </Alert>
    );
  if (refusedRows === 0)
    return (
      <Alert variant="light" role="status">
        {labels.good(formatNumber(rows))}
      </Alert>
    );
  return (
    <>
      <Alert color="red" variant="light" role="alert">
        {labels.bad(formatNumber(rows), formatNumber(refusedRows))}
      </Alert>
      <Table aria-label={labels.reason} verticalSpacing="xs">
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{labels.line}</Table.Th>
            <Table.Th>{labels.column}</Table.Th>
            <Table.Th>{labels.reason}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {refused.map(({ line, column, message }) => (
            <Table.Tr key={`${line} ${column} ${message}`}>
              <Table.Td>{formatNumber(line)}</Table.Td>
              <Table.Td>{column ?? labels.whole}</Table.Td>
              <Table.Td>{message}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
      {refused.length >= 100 && <Text size="sm">{labels.firstHundred}</Text>}
    </>
  );
}
