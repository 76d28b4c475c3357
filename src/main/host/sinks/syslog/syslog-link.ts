/**
 * Ways to a syslog server: datagrams (RFC 5426), or a stream, in clear (RFC 6587) or under TLS (RFC 5425). None of them answers:
 * what was written may be lost on the way. A stream that the other end has closed is noticed before the next message.
 */
import { createSocket, type Socket as DatagramSocket } from 'node:dgram';
import { lookup } from 'node:dns/promises';
import { connect as connectTcp, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { failure, success, type Result } from '#base/result.ts';
import { isErrno } from '../../files/write-errors.ts';

export interface LinkSettings {
  readonly protocol: 'udp' | 'tcp' | 'tls';
  readonly host: string;
  readonly port: number;
  readonly framing: 'octet-counting' | 'newline';
  readonly timeoutMs: number;
  /** PEM texts; null: what the system trusts. */
  readonly ca: string | null;
  readonly insecure: boolean;
}

export interface SyslogLink {
  /** Over when everything was handed to the system. */
  send(messages: readonly string[]): Promise<Result<null>>;
  readonly isOpen: boolean;
  close(): Promise<void>;
}

export function placeOf({ protocol, host, port }: LinkSettings): string {
  return `${protocol}://${host.includes(':') ? `[${host}]` : host}:${port}`;
}

export function openLink(settings: LinkSettings): Promise<Result<SyslogLink>> {
  return settings.protocol === 'udp' ? openDatagrams(settings) : openStream(settings);
}

async function openDatagrams(settings: LinkSettings): Promise<Result<SyslogLink>> {
  let socket: DatagramSocket;
  try {
    const { address, family } = await lookup(settings.host);
    socket = createSocket(family === 6 ? 'udp6' : 'udp4');
    // Connected, so that the system tells when nobody listens there (ICMP); without a listener that would end the process.
    let refused: Error | null = null;
    let isOpen = true;
    socket.on('error', (error) => (refused = error));
    await new Promise<void>((resolve, reject) => {
      socket.once('error', reject);
      socket.connect(settings.port, address, () => {
        socket.off('error', reject);
        resolve();
      });
    });
    return success({
      get isOpen() {
        return isOpen && refused === null;
      },
      async send(messages) {
        try {
          for (const message of messages) {
            if (refused !== null) throw refused;
            await new Promise<void>((resolve, reject) => {
              socket.send(message, (error) => (error === null ? resolve() : reject(error)));
            });
          }
          return success(null);
        } catch (error) {
          return away(error, settings);
        }
      },
      close: () =>
        new Promise((resolve) => {
          if (!isOpen) return resolve();
          isOpen = false;
          return socket.close(resolve);
        }),
    });
  } catch (error) {
    return away(error, settings);
  }
}

async function openStream(settings: LinkSettings): Promise<Result<SyslogLink>> {
  const { host, port, ca, insecure, protocol, timeoutMs } = settings;
  const socket =
    protocol === 'tcp'
      ? connectTcp({ host, port })
      : connectTls({
          host,
          port,
          servername: /[A-Za-z]/.test(host) && !host.includes(':') ? host : '',
          rejectUnauthorized: !insecure,
          ...(ca === null ? {} : { ca }),
        });
  try {
    await opened(socket, protocol === 'tcp' ? 'connect' : 'secureConnect', timeoutMs);
  } catch (error) {
    socket.destroy();
    return away(error, settings);
  }
  return success(new StreamLink(socket, settings));
}

function opened(socket: Socket, event: 'connect' | 'secureConnect', timeoutMs: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`no connection within ${timeoutMs} ms`)), timeoutMs);
    socket.once('error', reject);
    socket.once(event, () => {
      socket.off('error', reject);
      resolve();
    });
    socket.once('close', () => clearTimeout(timer));
    socket.once(event, () => clearTimeout(timer));
  });
}

class StreamLink implements SyslogLink {
  readonly #socket: Socket;
  readonly #settings: LinkSettings;
  #broken: Error | null = null;

  constructor(socket: Socket, settings: LinkSettings) {
    this.#socket = socket;
    this.#settings = settings;
    socket.setKeepAlive(true, 30_000);
    socket.on('error', (error) => (this.#broken ??= error));
    // Syslog servers send nothing; an end is the end.
    socket.on('end', () => this.#end());
    socket.on('close', () => this.#end());
    socket.resume();
  }

  get isOpen(): boolean {
    return this.#broken === null;
  }

  async send(messages: readonly string[]): Promise<Result<null>> {
    const { framing, timeoutMs } = this.#settings;
    const text = messages.map(framing === 'newline' ? asLine : counted).join('');
    try {
      await new Promise<void>((resolve, reject) => {
        if (this.#broken !== null) throw this.#broken;
        const timer = setTimeout(() => reject(new Error(`nothing was taken for ${timeoutMs} ms`)), timeoutMs);
        this.#socket.write(text, (error) => {
          clearTimeout(timer);
          if (error === null || error === undefined) resolve();
          else reject(error);
        });
      });
      return success(null);
    } catch (error) {
      this.#broken ??= error instanceof Error ? error : new Error(String(error));
      this.#socket.destroy();
      return away(error, this.#settings);
    }
  }

  async close(): Promise<void> {
    const socket = this.#socket;
    if (socket.destroyed) return;
    const { timeoutMs } = this.#settings;
    await new Promise<void>((resolve) => {
      const timer = setTimeout(() => socket.destroy(), timeoutMs);
      socket.once('close', () => {
        clearTimeout(timer);
        resolve();
      });
      socket.end();
    });
  }

  #end(): void {
    this.#broken ??= new Error('the server closed the connection');
    // What it has not taken yet will not be taken: whoever waits for it is to be told.
    this.#socket.destroy();
  }
}

/** RFC 6587 §3.4.1. */
function counted(message: string): string {
  return `${Buffer.byteLength(message)} ${message}`;
}

/** RFC 6587 §3.4.2. A value of structured data may hold line ends. */
function asLine(message: string): string {
  return `${message.replaceAll(/[\r\n]/g, ' ')}\n`;
}

const CERTIFICATE = /^(?:CERT_|ERR_TLS_CERT|DEPTH_ZERO_|SELF_SIGNED_|UNABLE_TO_)/;

function away(error: unknown, settings: LinkSettings): { readonly ok: false } & Result<never> {
  if (!(error instanceof Error)) throw error;
  const code = isErrno(error) ? error.code : '';
  const message = error.message === '' ? code : error.message;
  const remedy = CERTIFICATE.test(code)
    ? 'Name the authority that signed its certificate in "ca" (a PEM file)'
    : 'Records wait and are sent once it is there';
  return failure('disconnected', `Cannot reach the syslog server ${placeOf(settings)}: ${message}`, { remedy });
}
