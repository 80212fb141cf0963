export { AppointmentDto, AppointmentQuery, CreateAppointmentDto, UpdateAppointmentDto } from './appointment.dto.js';
export { Appointment, APPOINTMENT_STATUSES } from './appointment.entity.js';
export type { AppointmentStatus } from './appointment.entity.js';
export * from './appointments.errors.js';
export { appointmentsModel } from './appointments.model.js';
export { AppointmentsService } from './appointments.service.js';
