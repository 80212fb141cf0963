import { checkInput, Email, Phone, Text, ValidationError } from '../../common/index.js';
import type { ExportedCompany } from '../../fleet/index.js';

/** What an archive may say of its company: what a company may say of itself. */
class ImportedProfileDto {
  @Text({ min: 1, max: 120, example: 'City Hospital' })
  name!: string;

  @Email({ example: 'admin@cityhospital.com' })
  email!: string;

  @Phone({ example: '+1 555 0100' })
  phone!: string;

  @Text({ min: 1, max: 500, nullable: true, multiline: true, example: '12 Main Street, Springfield' })
  address!: string | null;
}

/** @param name another one than the archive's. @throws ValidationError. */
export function profileOf(
  { name: exported, email, phone, address }: ExportedCompany,
  name?: string,
): ImportedProfileDto {
  const checked = checkInput(ImportedProfileDto, { name: name ?? exported, email, phone, address });
  if ('errors' in checked) throw new ValidationError(checked.errors);
  return checked.input;
}
