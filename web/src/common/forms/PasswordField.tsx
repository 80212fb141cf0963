import { PasswordInput } from '@mantine/core';
import type { PasswordInputProps } from '@mantine/core';
import { texts } from '../../texts/index.js';

/** A password; other than Mantine's own, what reads pages aloud is told when it is wrong, and the keyboard can show it. */
export function PasswordField(props: PasswordInputProps): React.ReactNode {
  return (
    <PasswordInput
      aria-invalid={props.error ? true : undefined}
      aria-required
      visibilityToggleFocusable
      visibilityToggleButtonProps={{ 'aria-label': texts.general.showPassword }}
      {...props}
    />
  );
}
