export { CreatePatientDto, PatientDto, PatientQuery, UpdatePatientDto } from './patient.dto.js';
export { Patient } from './patient.entity.js';
export * from './patients.errors.js';
export { patientsModel } from './patients.model.js';
export { PatientsService } from './patients.service.js';
