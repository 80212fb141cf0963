import { Button, Group, Modal, Text } from '@mantine/core';
import { useState } from 'react';
import { useMe } from '../../session/index.js';
import { texts } from '../../texts/index.js';
import { nameOf, usePeopleActions } from './people-api.js';
import type { Person } from './people-api.js';

const labels = texts.settings.people;

/** Switching somebody off and on, and removing them; not oneself, and not who is above. */
export function PersonActions({ person }: { readonly person: Person }): React.ReactNode {
  const { user } = useMe();
  const { change } = usePeopleActions();
  const [isAsking, setAsking] = useState(false);
  if (person.id === user.id || (person.role === 'owner' && user.role !== 'owner')) return null;
  const name = nameOf(person);
  return (
    <Group gap="xs" justify="flex-end" wrap="nowrap">
      <Button
        size="xs"
        variant="default"
        aria-label={person.isActive ? labels.switchOffOne(name) : labels.switchOnOne(name)}
        onClick={() => void change(person, { isActive: !person.isActive })}
      >
        {person.isActive ? labels.switchOff : labels.switchOn}
      </Button>
      <Button
        size="xs"
        variant="subtle"
        color="red"
        c="var(--mantine-color-error)"
        aria-label={labels.removeOne(name)}
        onClick={() => setAsking(true)}
      >
        {labels.remove}
      </Button>
      {isAsking && <RemoveDialog person={person} onClose={() => setAsking(false)} />}
    </Group>
  );
}

/** Unlike elsewhere it is asked first: a person cannot be put back, only invited again. */
function RemoveDialog({ person, onClose }: { readonly person: Person; readonly onClose: () => void }): React.ReactNode {
  const { remove } = usePeopleActions();
  return (
    <Modal
      opened
      onClose={onClose}
      title={labels.removeTitle(nameOf(person))}
      closeButtonProps={{ 'aria-label': texts.general.close }}
    >
      <Text>{labels.removeText}</Text>
      <Group justify="flex-end" mt="lg">
        <Button variant="default" onClick={onClose} data-autofocus>
          {texts.general.cancel}
        </Button>
        <Button color="red.8" onClick={() => void remove(person).then(onClose)}>
          {labels.remove}
        </Button>
      </Group>
    </Modal>
  );
}
