import { Button, Group, Modal, Text } from '@mantine/core';
import { useEffect, useState } from 'react';
import { texts } from '../texts/index.js';
import { idleState } from './idle.js';
import type { IdleState } from './idle.js';
import { lastRenewal, renew } from './session-api.js';
import { lastActive, signOut } from './sign-out.js';

const TICK_MS = 1_000;
const SIGNS_OF_LIFE = ['pointerdown', 'keydown', 'wheel', 'touchstart'] as const;

/** Signs out whoever has left, with a warning before, and keeps the session of whoever has not. */
export function IdleWatch(): React.ReactNode {
  const state = useIdleState();
  const seconds = Math.ceil(state.leftMs / 1000);
  return (
    <Modal opened={state.kind === 'warning'} onClose={stay} title={texts.session.stillThere} centered>
      <Text role="timer">{texts.session.signOffIn(seconds)}</Text>
      <Group justify="flex-end" mt="lg">
        <Button variant="default" onClick={() => void signOut()}>
          {texts.session.signOut}
        </Button>
        <Button onClick={stay} data-autofocus>
          {texts.session.stay}
        </Button>
      </Group>
    </Modal>
  );
}

function stay(): void {
  lastActive.set(Date.now());
}

function useIdleState(): IdleState {
  const [state, setState] = useState<IdleState>(look);
  useEffect(() => {
    const tick = (): void => {
      const next = look();
      setState((before) => (before.kind === 'active' && next.kind === 'active' ? before : next));
      if (next.kind === 'over') void signOut('idle');
      if (next.isRenewalDue) void renew();
    };
    const timer = setInterval(tick, TICK_MS);
    // A computer that slept: nothing may be read before it is known how long.
    document.addEventListener('visibilitychange', tick);
    for (const sign of SIGNS_OF_LIFE) document.addEventListener(sign, noteLife, { passive: true, capture: true });
    return () => {
      clearInterval(timer);
      document.removeEventListener('visibilitychange', tick);
      for (const sign of SIGNS_OF_LIFE) document.removeEventListener(sign, noteLife, { capture: true });
    };
  }, []);
  return state;
}

/** After the end there is no life: the click that wakes a computer must not prolong a session. */
function noteLife(): void {
  if (look().kind !== 'over') lastActive.set(Date.now());
}

function look(): IdleState {
  const now = Date.now();
  if (lastActive.get() === 0) lastActive.set(now);
  return idleState({ now, lastActive: lastActive.get(), lastRenewal: lastRenewal() });
}
