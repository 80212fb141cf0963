/** The built application, but passwords are not hashed: what is left of a registration is the work of this program. */
import 'reflect-metadata';
import { Passwords } from '../../dist/master/passwords/passwords.js';

Passwords.prototype.hash = () => Promise.resolve('not a hash');
await import('../../dist/main.js');
