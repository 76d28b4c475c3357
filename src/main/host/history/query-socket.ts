/**
 * Where a running Netloupe answers questions about the history that it has open: a socket in its folder that this user alone may use (a named pipe on Windows). One
 * JSON text a line: `{question, params}` in, the `Result` out; one question at a time for each connection, and whoever hangs up withdraws it.
 */
import { createHash } from 'node:crypto';
import { chmodSync, rmSync } from 'node:fs';
import { connect, createServer, type Server, type Socket } from 'node:net';
import path from 'node:path';
import { z } from 'zod';
import { failure, type Result } from '#base/result.ts';
import { HISTORY_DATASET } from '#contract/history/questions.ts';
import { OUTSIDE_QUESTIONS, type OutsideQuestions } from '#main/engine/history/ports.ts';
import { isErrno } from '../files/write-errors.ts';

/** Of a socket's path; the smallest that a system has (macOS), with the zero at its end. */
const LONGEST_PATH = 103;
const LONGEST_LINE = 256 * 1024;
const MOST_CONNECTIONS = 8;

/** Null where there can be none: the path is too long for one. */
export function socketPath(folder: string, platform: NodeJS.Platform = process.platform): string | null {
  if (platform === 'win32') {
    const name = createHash('sha256').update(path.win32.resolve(folder).toLowerCase()).digest('hex').slice(0, 24);
    return `\\\\.\\pipe\\netloupe-history-${name}`;
  }
  const file = path.join(path.resolve(folder), 'query.sock');
  return Buffer.byteLength(file) > LONGEST_PATH ? null : file;
}

const text = z.string().max(100_000);
const dataset = z.literal(HISTORY_DATASET);
const requestSchema = z.discriminatedUnion('question', [
  z.strictObject({
    question: z.literal('sql'),
    params: z.strictObject({
      dataset,
      text,
      limit: z.number().int().min(1).max(1_000_000),
      timeoutMs: z.number().int().min(1).max(86_400_000),
    }),
  }),
  z.strictObject({ question: z.literal('sql.check'), params: z.strictObject({ dataset, text }) }),
  z.strictObject({ question: z.literal('info'), params: z.strictObject({ dataset, zone: z.string().max(64) }) }),
]);
type Ask = Parameters<OutsideQuestions['listen']>[0];
type Asked = z.infer<typeof requestSchema>;

export function createQuerySocket(folder: string): OutsideQuestions {
  return {
    async listen(ask) {
      const file = socketPath(folder);
      if (file === null || (await isAnswered(file))) return null;
      if (process.platform !== 'win32') rmSync(file, { force: true });
      const server = createServer((socket) => serve(socket, ask));
      server.maxConnections = MOST_CONNECTIONS;
      if (!(await listenAt(server, file))) return null;
      // Nothing waits for it.
      server.unref();
      return () => {
        server.close();
        if (process.platform !== 'win32') rmSync(file, { force: true });
      };
    },
  };
}

/** Left behind by one that was killed, it refuses. */
function isAnswered(file: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(file);
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}

function listenAt(server: Server, file: string): Promise<boolean> {
  return new Promise((resolve) => {
    // Whoever cannot be asked is not: `netloupe query` says then who has the history.
    server.once('error', () => resolve(false));
    // Nobody else may connect, not even before its rights are set.
    const mask = process.platform === 'win32' ? null : process.umask(0o177);
    server.listen(file, () => {
      try {
        if (process.platform !== 'win32') chmodSync(file, 0o600);
        resolve(true);
      } catch (error) {
        if (!isErrno(error)) throw error;
        server.close();
        resolve(false);
      }
    });
    if (mask !== null) process.umask(mask);
  });
}

function serve(socket: Socket, ask: Ask): void {
  const left = new AbortController();
  let line = '';
  let busy = false;
  socket.setEncoding('utf8');
  socket.on('error', () => undefined);
  socket.once('close', () => left.abort());
  socket.on('data', (chunk: string) => {
    line += chunk;
    if (line.length > LONGEST_LINE) {
      socket.destroy();
      return;
    }
    const end = line.indexOf('\n');
    if (end === -1) return;
    // It waits for its answer before it asks again.
    if (busy || end !== line.length - 1) {
      socket.destroy();
      return;
    }
    const asked = line.slice(0, end);
    line = '';
    busy = true;
    void answer(asked, ask, left.signal).then((result) => {
      busy = false;
      if (!socket.destroyed) socket.write(`${JSON.stringify(result)}\n`);
    });
  });
}

async function answer(line: string, ask: Ask, signal: AbortSignal): Promise<Result<unknown>> {
  let asked: Asked;
  try {
    asked = requestSchema.parse(JSON.parse(line));
  } catch (error) {
    if (!(error instanceof SyntaxError || error instanceof z.ZodError)) throw error;
    return failure('usage', `That cannot be asked here: there are ${OUTSIDE_QUESTIONS.join(', ')}`);
  }
  switch (asked.question) {
    case 'sql':
      return await ask('sql', asked.params, signal);
    case 'sql.check':
      return await ask('sql.check', asked.params, signal);
    case 'info':
      return await ask('info', asked.params, signal);
  }
}
