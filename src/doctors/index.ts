export { CreateDoctorDto, DoctorDto, DoctorQuery, UpdateDoctorDto } from './doctor.dto.js';
export { Doctor } from './doctor.entity.js';
export * from './doctors.errors.js';
export { doctorsModel } from './doctors.model.js';
export { DoctorsService } from './doctors.service.js';
