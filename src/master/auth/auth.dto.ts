import { Text } from '../../common/index.js';
import { NewPassword, PASSWORD_MAX_LENGTH } from '../fields.js';

const REFRESH_TOKEN = { min: 1, max: 200, example: 'Zm9yLW9uZS11c2Utb25seS1hLXJlZnJlc2gtdG9rZW4' };
const PASSWORD = { min: 1, max: PASSWORD_MAX_LENGTH, example: 'correct horse battery staple', verbatim: true };

export class LoginDto {
  /** Username or e-mail address. */
  @Text({ min: 1, max: 254, example: 'ada.brown' })
  username!: string;

  @Text(PASSWORD)
  password!: string;
}

export class RefreshDto {
  /** May be left out where a cookie holds it. */
  @Text({ ...REFRESH_TOKEN, optional: true })
  refreshToken?: string;
}

export class LogoutDto {
  /** The session to end; without it, the one of the cookie or the access token. */
  @Text({ ...REFRESH_TOKEN, optional: true })
  refreshToken?: string;
}

export class ChangePasswordDto {
  @Text(PASSWORD)
  currentPassword!: string;

  @NewPassword()
  newPassword!: string;
}
