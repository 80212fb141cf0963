/** Arguments: url, token, connections. Asks for the url over and over until its parent tells it to stop, then how often it was answered. */
const [, , url, token, connections] = process.argv;
let isOver = false;
let answered = 0;

async function press() {
  while (!isOver) {
    const response = await fetch(url, { headers: { authorization: `Bearer ${token}` } });
    await response.arrayBuffer();
    if (response.status === 200) answered += 1;
  }
}

const all = Promise.all(Array.from({ length: Number(connections) }, press));
process.once('message', async () => {
  isOver = true;
  await all;
  process.send(answered);
  process.disconnect();
});
