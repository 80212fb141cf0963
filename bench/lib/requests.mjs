import { Agent, request } from 'node:http';

const LIST = '/api/doctors?page=1&pageSize=20';

/** One request after the other, over one connection. */
export class Client {
  #agent = new Agent({ keepAlive: true, maxSockets: 1 });

  constructor(url) {
    this.url = url;
  }

  /** Lists a company's doctors. @returns how long that took, in milliseconds. Throws unless 20 came back. */
  async list(token) {
    const startedMs = performance.now();
    const { status, body } = await this.#get(LIST, { authorization: `Bearer ${token}` });
    const tookMs = performance.now() - startedMs;
    if (status !== 200 || JSON.parse(body).items.length !== 20) throw new Error(`A list was answered ${status}`);
    return tookMs;
  }

  /** Opens the connection, which the server has a descriptor for from now on. */
  async connect() {
    const { status } = await this.#get('/health/live', {});
    if (status !== 200) throw new Error(`The server answered ${status}`);
  }

  close() {
    this.#agent.destroy();
  }

  #get(path, headers) {
    return new Promise((resolve, reject) => {
      request(this.url + path, { agent: this.#agent, headers }, (response) => {
        const chunks = [];
        response.on('data', (chunk) => chunks.push(chunk));
        response.once('end', () => resolve({ status: response.statusCode, body: Buffer.concat(chunks).toString() }));
      })
        .once('error', reject)
        .end();
    });
  }
}
