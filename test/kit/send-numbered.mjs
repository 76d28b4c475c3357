// Sends numbered datagrams (see numbered-packets.ts) at a rate until its input ends, then prints how many went out.
// node send-numbered.mjs ADDRESS FIRST_PORT NUMBERS_PER_PORT PACKETS_PER_SECOND
import dgram from 'node:dgram';
import { setTimeout as delay } from 'node:timers/promises';

const [address, ...numbers] = process.argv.slice(2);
const [firstPort, perPort, rate] = numbers.map(Number);
const STEP_MS = 5;
const payload = Buffer.alloc(perPort);
const socket = dgram.createSocket('udp4');
const send = (number) =>
  new Promise((resolve, reject) => {
    const port = firstPort + Math.floor(number / perPort);
    socket.send(payload, 0, 1 + (number % perPort), port, address, (error) => (error ? reject(error) : resolve()));
  });

let ended = false;
process.stdin.once('end', () => {
  ended = true;
});
process.stdin.resume();

let sent = 0;
let due = 0;
let before = performance.now();
while (!ended) {
  await delay(STEP_MS);
  const now = performance.now();
  // What a pause held up is not caught up in a burst.
  due += Math.min((now - before) / 1000, 0.1) * rate;
  before = now;
  for (; sent < Math.floor(due); sent++) await send(sent);
}
socket.close();
process.stdout.write(`${sent}\n`);
