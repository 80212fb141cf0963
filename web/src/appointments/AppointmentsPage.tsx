export function AppointmentsPage(): React.ReactNode {
  return null;
}
