/** `netloupe serve` as a program to measure: started with the probe inside, spoken to as the page does. */
import { spawn } from 'node:child_process';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { WebSocket } from 'ws';

const root = fileURLToPath(new URL('..', import.meta.url));
const TOKEN = 'known-to-this-bench-only';

export class Viewer {
  #child;
  #port;
  #socket;
  #nextId = 1;
  #answers = new Map();
  #frames = new Map();

  constructor(child, port) {
    this.#child = child;
    this.#port = port;
  }

  static async start(configFile) {
    const probe = path.join(root, 'bench', 'views-probe.mjs');
    const cli = path.join(root, 'bin', 'netloupe.mjs');
    const words = ['serve', '--listen', '127.0.0.1:0', '--token', TOKEN, '--config', configFile];
    const child = spawn(process.execPath, ['--import', probe, cli, ...words], {
      stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
    });
    // Also where the bench itself fails.
    process.once('exit', () => child.kill('SIGKILL'));
    const port = await new Promise((resolve, reject) => {
      child.stdout.on('data', (chunk) => {
        const found = /:(\d+)\//.exec(chunk.toString('utf8'));
        if (found !== null) resolve(found[1]);
      });
      child.once('exit', (code) => reject(new Error(`netloupe serve ended with status ${code}`)));
    });
    const viewer = new Viewer(child, port);
    const socket = new WebSocket(`ws://127.0.0.1:${port}/channel`, {
      origin: `http://127.0.0.1:${port}`,
      headers: { authorization: `Bearer ${TOKEN}` },
      maxPayload: 64 << 20,
    });
    viewer.#socket = socket;
    socket.addEventListener('message', ({ data }) => typeof data === 'string' && viewer.#deliver(JSON.parse(data)));
    await new Promise((resolve, reject) => {
      socket.once('open', resolve);
      socket.once('error', reject);
    });
    return viewer;
  }

  /** Of the page. */
  get url() {
    return `http://127.0.0.1:${this.#port}/?token=${TOKEN}`;
  }

  get pid() {
    return this.#child.pid;
  }

  call(command, params) {
    const id = this.#nextId++;
    this.#send({ t: 'req', id, command, params });
    return new Promise((resolve, reject) => {
      this.#answers.set(id, (result) => {
        if (result.ok) resolve(result.value);
        else reject(new Error(`${command}: ${result.failure.message}`));
      });
    });
  }

  /** `onFrame(frame, arrivedMs)`. Each frame is acknowledged at once. */
  open(stream, params, onFrame) {
    const id = this.#nextId++;
    this.#frames.set(id, onFrame);
    this.#send({ t: 'open', id, stream, params });
    return {
      update: (changed) => this.#send({ t: 'update', id, params: changed }),
      close: () => {
        this.#frames.delete(id);
        this.#send({ t: 'close', id });
      },
    };
  }

  /** A finished export as its bytes come in. */
  async download(exportId, onChunk) {
    const answer = await fetch(`http://127.0.0.1:${this.#port}/exports/${exportId}`, {
      headers: { authorization: `Bearer ${TOKEN}` },
    });
    if (!answer.ok) throw new Error(`the download was answered ${answer.status}`);
    for await (const chunk of answer.body) onChunk(chunk);
  }

  /** Runs `work` and answers what the probe saw meanwhile. */
  async probed(work) {
    this.#child.send('start');
    await work();
    const answer = new Promise((resolve) => this.#child.once('message', resolve));
    this.#child.send('stop');
    return answer;
  }

  async close() {
    this.#socket.terminate();
    if (this.#child.exitCode !== null) return;
    const ended = new Promise((resolve) => this.#child.once('exit', resolve));
    this.#child.kill('SIGTERM');
    await Promise.race([ended, new Promise((resolve) => setTimeout(resolve, 5000))]);
    if (this.#child.exitCode === null) this.#child.kill('SIGKILL');
  }

  #send(envelope) {
    this.#socket.send(JSON.stringify(envelope));
  }

  #deliver(envelope) {
    const arrived = performance.now();
    if (envelope.t === 'res') {
      this.#answers.get(envelope.id)?.(envelope.result);
      this.#answers.delete(envelope.id);
    } else if (envelope.t === 'frame' && this.#frames.has(envelope.id)) {
      this.#frames.get(envelope.id)(envelope.frame, arrived);
      this.#send({ t: 'ack', id: envelope.id, seq: envelope.seq });
    } else if (envelope.t === 'end' || envelope.t === 'bye') {
      throw new Error(envelope.failure.message);
    }
  }
}
