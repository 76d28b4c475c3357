// For screenshots.sh: CERTIFICATE KEY: a resolver and servers, in the namespace that plays the rest of the world. Every name under example.* and .test has
// an address of its own in 203.0.113.0/24; `/N` is answered with N bytes over HTTP (80, 8080) and TLS (443), and what is posted is swallowed.
import { createSocket } from 'node:dgram';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { createServer as createTlsServer } from 'node:https';

const [certificate, key] = process.argv.slice(2);

function serve(request, response) {
  request.resume();
  request.on('end', () => response.end(Buffer.alloc(Number(request.url.slice(1)) || 0)));
}
createServer(serve).listen(80);
createServer(serve).listen(8080);
createTlsServer({ cert: readFileSync(certificate), key: readFileSync(key) }, serve).listen(443);

const addresses = new Map();
const names = createSocket('udp4');
names.on('message', (query, from) => {
  let end = 12;
  while (query[end] !== 0) end += 1 + query[end];
  const name = query.toString('latin1', 12, end);
  const header = Buffer.from(query.subarray(0, 12));
  const question = query.subarray(12, end + 5);
  const type = query.readUInt16BE(end + 1);
  const missing = name.includes('missing');
  header.writeUInt16BE(missing ? 0x8183 : 0x8180, 2);
  header.writeUInt16BE(!missing && type === 1 ? 1 : 0, 6);
  header.writeUInt16BE(0, 8);
  header.writeUInt16BE(0, 10);
  if (missing || type !== 1) {
    names.send(Buffer.concat([header, question]), from.port, from.address);
    return;
  }
  if (!addresses.has(name)) addresses.set(name, 10 + addresses.size);
  const record = Buffer.from([0xc0, 12, 0, 1, 0, 1, 0, 0, 1, 44, 0, 4, 203, 0, 113, addresses.get(name)]);
  // As far away as resolvers are, now and then farther.
  const delayMs = 4 + Math.random() * 14 + (Math.random() < 0.06 ? 90 : 0);
  setTimeout(() => names.send(Buffer.concat([header, question, record]), from.port, from.address), delayMs);
});
names.bind(53, '192.0.2.53');
