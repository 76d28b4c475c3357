/** `netloupe serve` as an attacker meets it: bytes in, bytes out. */
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { CommandLine, type Started } from '../kit/command-line.ts';

export class Served {
  readonly cli: CommandLine;
  readonly started: Started;
  readonly port: number;
  readonly token: string;

  private constructor(cli: CommandLine, started: Started, port: number, token: string) {
    this.cli = cli;
    this.started = started;
    this.port = port;
    this.token = token;
  }

  static async start(args: readonly string[] = []): Promise<Served> {
    const cli = new CommandLine();
    const started = cli.start(['serve', '--listen', '127.0.0.1:0', ...args]);
    const [, port, token] = await started.printed('stdout', /http:\/\/127\.0\.0\.1:(\d+)\/\?token=(\S+)/);
    return new Served(cli, started, Number(port), token ?? '');
  }

  get host(): string {
    return `127.0.0.1:${this.port}`;
  }

  get origin(): string {
    return `http://${this.host}`;
  }

  get bearer(): string {
    return `Authorization: Bearer ${this.token}`;
  }

  /** A connection on which nothing is said yet. Whatever happens to it is for the test to see. */
  async connect(allowHalfOpen: boolean = true): Promise<Socket> {
    const socket = connect({ port: this.port, host: '127.0.0.1', allowHalfOpen });
    socket.on('error', () => undefined);
    await once(socket, 'connect');
    return socket;
  }

  /** Everything that comes back until the server lets go. */
  async raw(bytes: string | Buffer): Promise<string> {
    const socket = await this.connect();
    socket.write(bytes);
    return received(socket);
  }

  /** A request of lines, told to be the last one of its connection. */
  ask(requestLine: string, headers: readonly string[] = [], body: string | Buffer = ''): Promise<Answer> {
    const hasHost = headers.some((header) => /^host:/i.test(header));
    const lines = [requestLine, ...(hasHost ? [] : [`Host: ${this.host}`]), 'Connection: close', ...headers, '', ''];
    return this.raw(Buffer.concat([Buffer.from(lines.join('\r\n'), 'latin1'), Buffer.from(body)])).then(parseAnswer);
  }

  get(target: string, headers: readonly string[] = []): Promise<Answer> {
    return this.ask(`GET ${target} HTTP/1.1`, headers);
  }

  /** The cookie that a browser has once it opened the printed address. */
  async cookie(): Promise<string> {
    const answer = await this.get(`/?token=${this.token}`);
    return `Cookie: ${/^set-cookie: ([^;]+)/im.exec(answer.head)?.[1] ?? ''}`;
  }

  /** A request for a WebSocket, as text. */
  upgrade(headers: readonly string[], target = '/channel'): string {
    return [
      `GET ${target} HTTP/1.1`,
      ...(headers.some((header) => /^host:/i.test(header)) ? [] : [`Host: ${this.host}`]),
      'Upgrade: websocket',
      'Connection: Upgrade',
      `Sec-WebSocket-Key: ${Buffer.alloc(16).toString('base64')}`,
      'Sec-WebSocket-Version: 13',
      ...headers,
      '',
      '',
    ].join('\r\n');
  }

  /** An open channel, of a program that holds the token or with `headers` of others. */
  async channel(headers: readonly string[] = [this.bearer, `Origin: ${this.origin}`]): Promise<Socket> {
    const socket = await this.connect();
    socket.write(this.upgrade(headers));
    const [head] = (await once(socket, 'data')) as [Buffer];
    if (!head.toString('latin1').startsWith('HTTP/1.1 101 ')) throw new Error(head.toString('latin1'));
    return socket;
  }

  /** Whether it still serves: what every attack ends with. */
  async isWell(): Promise<boolean> {
    return (await this.get('/start', [this.bearer])).status === 200 && this.started.child.exitCode === null;
  }

  async stop(): Promise<void> {
    await this.started.interrupt();
    this.cli.dispose();
  }
}

export interface Answer {
  readonly status: number;
  /** Status line and headers. */
  readonly head: string;
  readonly body: string;
  /** How many answers came. */
  readonly count: number;
}

function parseAnswer(text: string): Answer {
  const end = text.indexOf('\r\n\r\n');
  const head = end === -1 ? text : text.slice(0, end);
  return {
    status: Number(/^HTTP\/1\.1 (\d{3})/.exec(head)?.[1] ?? 0),
    head,
    body: end === -1 ? '' : text.slice(end + 4),
    count: text.split('HTTP/1.1 ').length - 1,
  };
}

export async function received(socket: Socket): Promise<string> {
  const chunks: Buffer[] = [];
  socket.on('data', (chunk: Buffer) => chunks.push(chunk));
  // The server's end may be all of it: ours is closed then, too.
  socket.once('end', () => socket.end());
  await closed(socket);
  return Buffer.concat(chunks).toString('latin1');
}

/** However it comes to that. */
export function closed(socket: Socket): Promise<void> {
  return new Promise((resolve) => {
    if (socket.closed) resolve();
    else socket.once('close', () => resolve());
  });
}

export interface Frame {
  readonly opcode: number;
  readonly payload?: Buffer | string;
  readonly isLast?: boolean;
  /** Bits 6 to 4 of the first byte; the first of them says "compressed". */
  readonly reserved?: number;
  readonly isMasked?: boolean;
  /** What the header says, whatever is sent. */
  readonly length?: bigint;
}

/** A client's WebSocket frame (RFC 6455, section 5.2), as wrong as wanted. */
export function frame({ opcode, payload = '', isLast = true, reserved = 0, isMasked = true, length }: Frame): Buffer {
  const data = Buffer.from(payload);
  const size = length ?? BigInt(data.length);
  const first = (isLast ? 0x80 : 0) | (reserved << 4) | opcode;
  const mask = isMasked ? 0x80 : 0;
  let head: Buffer;
  if (size < 126n) head = Buffer.from([first, mask | Number(size)]);
  else if (size < 65_536n) head = Buffer.from([first, mask | 126, Number(size) >> 8, Number(size) & 0xff]);
  else {
    head = Buffer.alloc(10);
    head[0] = first;
    head[1] = mask | 127;
    head.writeBigUInt64BE(size, 2);
  }
  // A mask of zeros changes nothing.
  return Buffer.concat([head, isMasked ? Buffer.alloc(4) : Buffer.alloc(0), data]);
}

/** The code of the close frame with which the server ended, or null where it only let go. */
export function closeCode(text: string): number | null {
  const bytes = Buffer.from(text, 'latin1');
  for (let at = 0; at + 4 <= bytes.length; at += 1) {
    if (bytes[at] === 0x88 && (bytes[at + 1] ?? 0) >= 2) return bytes.readUInt16BE(at + 2);
  }
  return null;
}
