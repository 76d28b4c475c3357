// The far end of the sample recording: the servers that scripts/record-sample.sh talks to, on every address of the
// network namespace they run in (UDP: on one). Arguments: key file, certificate file, address for UDP. Prints `ready` when all of them listen.
import dgram from 'node:dgram';
import { readFileSync } from 'node:fs';
import http from 'node:http';
import https from 'node:https';
import net from 'node:net';

const [keyFile, certificateFile, udpAddress] = process.argv.slice(2);
const pages = {
  '/': '<!doctype html><title>Example</title><h1>Hello from the sample capture</h1>\n',
  '/status.json': `${JSON.stringify({ status: 'ok', load: [0.2, 0.1, 0.1] })}\n`,
  '/image.bin': Buffer.alloc(48_000, 'netloupe '),
};

function answer(request, response) {
  const path = new URL(request.url ?? '/', 'http://example.com').pathname;
  const body = pages[path];
  if (path === '/upload') {
    request.resume();
    request.on('end', () => response.writeHead(204).end());
  } else if (body === undefined) {
    response.writeHead(404, { 'content-type': 'text/plain' }).end('Not here\n');
  } else {
    response.writeHead(200, { 'content-length': Buffer.byteLength(body) }).end(body);
  }
}

const echo = dgram.createSocket('udp4');
echo.on('message', (message, peer) => echo.send(message, peer.port, peer.address));

const listening = [
  [http.createServer(answer), 80],
  [https.createServer({ key: readFileSync(keyFile), cert: readFileSync(certificateFile) }, answer), 443],
  // Answers every line with the same line, for a session that lives long.
  [net.createServer((socket) => socket.on('error', () => socket.destroy()).pipe(socket)), 1883],
  // Hangs up on every client with a reset after its first bytes.
  [
    net.createServer((socket) =>
      socket.on('error', () => socket.destroy()).once('data', () => socket.resetAndDestroy()),
    ),
    8081,
  ],
].map(([server, port]) => new Promise((resolve) => server.listen(port, '::', resolve)));
listening.push(new Promise((resolve) => echo.bind(9999, udpAddress, resolve)));

await Promise.all(listening);
process.stdout.write('ready\n');
