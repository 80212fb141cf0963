import { Alert, Button, Group } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { formatDate } from '../common/format/index.js';
import { texts } from '../texts/index.js';
import { CloneDialog, DeleteDialog, EraseDialog, RenameDialog, UndeleteDialog } from './LifeDialogs.js';
import type { Certificate, Clone, Company } from './life-api.js';
import { Cloned, Erased } from './LifeOutcomes.js';

const labels = texts.adminLife;
const DAY_MS = 24 * 60 * 60 * 1000;

type Step = 'rename' | 'clone' | 'delete' | 'undelete' | 'erase';

/** What is done with a whole company, and what came of it. */
export function CompanyLife({ company }: { readonly company: Company }): React.ReactNode {
  const [step, setStep] = useState<Step>();
  const [clone, setClone] = useState<Clone>();
  const [certificate, setCertificate] = useState<Certificate>();
  const leave = useLeaving();
  const close = (): void => setStep(undefined);
  const dialog = { company, onClose: close };
  return (
    <>
      {company.eraseAt !== null && <Closing eraseAt={company.eraseAt} />}
      <Buttons company={company} onChoose={setStep} />
      {step === 'rename' && <RenameDialog {...dialog} />}
      {step === 'clone' && <CloneDialog {...dialog} onCloned={(made) => (close(), setClone(made))} />}
      {step === 'delete' && <DeleteDialog {...dialog} />}
      {step === 'undelete' && <UndeleteDialog {...dialog} />}
      {step === 'erase' && <EraseDialog {...dialog} onErased={(proof) => (close(), setCertificate(proof))} />}
      {clone && <Cloned clone={clone} onClose={() => setClone(undefined)} />}
      {certificate && <Erased certificate={certificate} onClose={leave} />}
    </>
  );
}

interface ButtonsProps {
  readonly company: Company;
  readonly onChoose: (step: Step) => void;
}

function Buttons({ company: { status, eraseAt }, onChoose }: ButtonsProps): React.ReactNode {
  const isOpen = eraseAt === null && (status === 'active' || status === 'suspended');
  const isClosing = eraseAt !== null && status !== 'erasing';
  const steps: readonly [Step, string, boolean][] = [
    ['rename', labels.rename, isOpen],
    ['clone', labels.clone, isOpen],
    ['undelete', labels.undelete, isClosing],
    ['delete', labels.delete, isOpen],
    ['erase', labels.erase, status !== 'provisioning'],
  ];
  return (
    <Group gap="xs">
      {steps
        .filter(([, , isOffered]) => isOffered)
        .map(([step, label]) => (
          <Button key={step} variant="default" onClick={() => onChoose(step)}>
            {label}
          </Button>
        ))}
    </Group>
  );
}

function Closing({ eraseAt }: { readonly eraseAt: string }): React.ReactNode {
  const days = Math.max(0, Math.ceil((Date.parse(eraseAt) - Date.now()) / DAY_MS));
  return (
    <Alert color="red" variant="light" role="status">
      {labels.closing(formatDate(eraseAt), texts.general.days(days))}
    </Alert>
  );
}

/** From the page of a company that is no more. */
function useLeaving(): () => void {
  const queries = useQueryClient();
  const navigate = useNavigate();
  return () =>
    void navigate({ to: '/admin/' }).then(() =>
      Promise.all(['companies', 'operations'].map((key) => queries.invalidateQueries({ queryKey: [key] }))),
    );
}
