/** Says which signing key a process of its own gets. */
import { loadSettings, signingKey } from '../../dist/config/index.js';

process.send(signingKey(loadSettings(process.env)).export().toString());
