/**
 * Arguments: url, sign-ins a second. Tries to sign in so often, whether it is answered or not, until its parent tells it to
 * stop; then how often each status came back.
 */
import { Agent, request } from 'node:http';

const [, , url, rate] = process.argv;
const EVERY_MS = 10;
const agent = new Agent({ keepAlive: true });
const answers = {};
let number = 0;

function signIn() {
  const body = JSON.stringify({ username: `somebody${(number += 1)}`, password: 'not the password of anybody' });
  const headers = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) };
  const count = (status) => (answers[status] = (answers[status] ?? 0) + 1);
  request(`${url}/api/auth/login`, { agent, method: 'POST', headers }, (response) => {
    response.resume();
    response.once('end', () => count(response.statusCode));
  })
    .once('error', () => count('none'))
    .end(body);
}

const startedMs = performance.now();
const timer = setInterval(() => {
  const due = ((performance.now() - startedMs) / 1000) * Number(rate);
  while (number < due) signIn();
}, EVERY_MS);

process.once('message', () => {
  clearInterval(timer);
  process.send({ sent: number, answers }, () => process.exit());
});
