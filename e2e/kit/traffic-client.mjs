// For screenshots.sh: what somebody's machine does in a few minutes: a call, a film, mail, updates, things that ask for names that are not there. In slow
// waves, the way people use a network.
import { Resolver } from 'node:dns/promises';
import { request as overHttp } from 'node:http';
import { request as overTls } from 'node:https';

const RESOLVER = '192.0.2.53';
/** Bytes a time, how often, and from which second to which of each two minutes. */
const HABITS = [
  { name: 'video.example.net', tls: true, bytes: 260_000, everyMs: 300, from: 0, to: 75 },
  { name: 'call.example.org', tls: true, bytes: 22_000, sends: 20_000, everyMs: 200, from: 40, to: 110 },
  { name: 'www.example.com', tls: true, bytes: 48_000, everyMs: 1700, from: 0, to: 120 },
  { name: 'mail.example.com', tls: true, bytes: 9000, sends: 3000, everyMs: 4000, from: 0, to: 120 },
  { name: 'updates.example.net', tls: false, bytes: 420_000, everyMs: 500, from: 84, to: 104 },
  { name: 'camera.home.test', tls: false, port: 8080, bytes: 34_000, everyMs: 400, from: 0, to: 120 },
  { name: 'telemetry.example.org', tls: true, bytes: 300, sends: 6000, everyMs: 2500, from: 0, to: 120 },
];
const resolver = new Resolver({ timeout: 2000, tries: 1 });
resolver.setServers([RESOLVER]);
const started = Date.now();
const seconds = () => (Date.now() - started) / 1000;

async function visit({ name, tls, port, bytes, sends = 400 }) {
  const [address] = await resolver.resolve4(name);
  const wave = 0.7 + 0.3 * Math.sin(seconds() / 9 + name.length);
  const options = {
    host: address,
    path: `/${Math.round(bytes * wave)}`,
    method: 'POST',
    headers: { host: name },
    agent: false,
  };
  const send = tls ? overTls : overHttp;
  await new Promise((resolve, reject) => {
    const sent = send(
      { ...options, ...(port === undefined ? {} : { port }), servername: name, rejectUnauthorized: false },
      (answer) => {
        answer.resume();
        answer.on('end', resolve);
      },
    );
    sent.on('error', reject);
    sent.end(Buffer.alloc(Math.round(sends * wave)));
  });
}

for (const habit of HABITS) {
  setInterval(() => {
    const within = seconds() % 120;
    if (within < habit.from || within > habit.to) return;
    visit(habit).catch((error) => console.error(`traffic: ${habit.name}: ${error.message}`));
  }, habit.everyMs);
}
setInterval(() => void resolver.resolve4('missing.example.org').catch(() => undefined), 9000);
setInterval(() => void resolver.resolve6('www.example.com').catch(() => undefined), 7000);
