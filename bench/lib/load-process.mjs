/** The load: autocannon in a process of its own. Gets one order per message, answers with the figures of it. */
import autocannon from 'autocannon';
import { bodyOf } from './doctors.mjs';

let number = 0;

const ORDERS = {
  list: {
    request: (token) => ({ method: 'GET', path: '/api/doctors?page=1&pageSize=20', headers: headersOf(token) }),
    isRight: (body) => JSON.parse(body).items.length === 20,
    status: '200',
  },
  create: {
    request: (token) => ({
      method: 'POST',
      path: '/api/doctors',
      headers: { ...headersOf(token), 'content-type': 'application/json' },
      setupRequest: (request) => {
        number += 1;
        return { ...request, body: JSON.stringify(bodyOf(`N${number}`)) };
      },
    }),
    isRight: (body) => JSON.parse(body).id > 0,
    status: '201',
  },
};

function headersOf(token) {
  return { authorization: `Bearer ${token}` };
}

/** Every connection goes round all tokens, each starting at another one. */
function rotated(items, start) {
  return [...items.slice(start), ...items.slice(0, start)];
}

async function run({ kind, url, tokens, connections, seconds }) {
  const order = ORDERS[kind];
  let started = 0;
  const result = await autocannon({
    url,
    connections,
    duration: seconds,
    sampleInt: 100,
    verifyBody: (body) => order.isRight(body),
    setupClient: (client) => {
      const start = Math.floor((started * tokens.length) / connections);
      started += 1;
      client.setRequests(rotated(tokens, start).map((token) => order.request(token)));
    },
  });
  const right = result.statusCodeStats[order.status]?.count ?? 0;
  const all = result['2xx'] + result.non2xx;
  if (right !== all || result.errors > 0 || result.mismatches > 0) {
    const seen = JSON.stringify(result.statusCodeStats);
    throw new Error(`${kind}: wrong answers: ${seen}, ${result.errors} errors, ${result.mismatches} other bodies`);
  }
  return { answers: right, seconds: result.duration };
}

process.on('message', async (order) => {
  const before = process.cpuUsage();
  const figures = await run(order).catch((error) => ({ problem: error.message }));
  const { user, system } = process.cpuUsage(before);
  process.send({ ...figures, loadCpuSeconds: (user + system) / 1e6 });
});
