import { Badge } from '@mantine/core';
import { texts } from '../texts/index.js';
import type { AppointmentStatus } from './appointments-api.js';
import classes from './status.module.css';

/** In which state an appointment is, in words and, for those who see them, in colours. */
export function StatusBadge({ status }: { readonly status: AppointmentStatus }): React.ReactNode {
  return (
    <Badge className={classes.badge} data-status={status}>
      {texts.appointments.statuses[status]}
    </Badge>
  );
}
