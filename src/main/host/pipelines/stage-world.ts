/** Files, resolvers and webhooks for the stages of pipelines. Everything is bounded. */
import { getServers } from 'node:dns';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { failure, success, type Result } from '#base/result.ts';
import type { Json } from '#contract/plugins/json.ts';
import type { StageWorld } from '#main/engine/pipeline/stages/stage.ts';
import { errorMessage, openFailure } from '../capture/open-failures.ts';
import { readRegularFile } from '../plugins/folder-package.ts';
import { watchPath } from './watch-path.ts';

const MOST_TEXT_BYTES = 4 * 1024 * 1024;
const MOST_FILES = 2000;
const DEEPEST = 16;
const POST_MS = 10_000;
const MOST_POST_CHARACTERS = 1 << 20;
/** Where systemd's resolver, which programs ask at an address of this machine, asks in turn. */
const RESOLVER_FILES = ['/etc/resolv.conf', '/run/systemd/resolve/resolv.conf'];

/** `rulesFolder`: of the rules that ship; null where they are missing. */
export function createStageWorld(rulesFolder: string | null): StageWorld {
  return { rulesFolder, readText, listFiles, watch: watchPath, resolvers, post };
}

async function readText(file: string): Promise<Result<string>> {
  try {
    const bytes = await readRegularFile(file, MOST_TEXT_BYTES, true);
    if (bytes === null) return failure('unreadable', `${file} is no file`, { remedy: 'Check the path' });
    if (bytes.length > MOST_TEXT_BYTES) {
      return failure('unreadable', `${file} is larger than ${MOST_TEXT_BYTES} bytes`, { remedy: 'Check the path' });
    }
    return success(bytes.toString('utf8'));
  } catch (error) {
    return openFailure(error, file);
  }
}

async function listFiles(folder: string, suffixes: readonly string[]): Promise<Result<readonly string[]>> {
  const files: string[] = [];
  const look = async (inside: string, depth: number): Promise<void> => {
    if (depth > DEEPEST) return;
    for (const entry of await readdir(inside, { withFileTypes: true })) {
      if (files.length >= MOST_FILES) return;
      const full = path.join(inside, entry.name);
      if (entry.isDirectory()) await look(full, depth + 1);
      else if (suffixes.some((suffix) => entry.name.endsWith(suffix))) files.push(full);
    }
  };
  try {
    await look(folder, 0);
    return success(files.sort());
  } catch (error) {
    return openFailure(error, folder);
  }
}

async function resolvers(): Promise<readonly string[]> {
  const known = new Set(getServers().map(withoutPort));
  for (const file of RESOLVER_FILES) {
    const text = await readFile(file, 'utf8').catch(() => ''); // not every system has it
    for (const match of text.matchAll(/^\s*nameserver\s+(\S+)/gm)) known.add(withoutPort(match[1]!));
  }
  return [...known];
}

/** `[2001:db8::1]:53` and `192.0.2.1:53` are addresses with a port; a zone is of this machine only. */
function withoutPort(server: string): string {
  const address = /^\[(.+)\](?::\d+)?$/.exec(server)?.[1] ?? /^([\d.]+):\d+$/.exec(server)?.[1] ?? server;
  return address.replace(/%.*$/, '');
}

async function post(url: string, body: Json): Promise<Result<null>> {
  const text = JSON.stringify(body);
  if (text.length > MOST_POST_CHARACTERS) return failure('invalid', `What is to be posted to ${url} is too large`);
  try {
    const answer = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: text,
      redirect: 'error',
      signal: AbortSignal.timeout(POST_MS),
    });
    await answer.body?.cancel();
    if (answer.ok) return success(null);
    return failure('disconnected', `${url} answered ${answer.status}`, { remedy: 'Check the address' });
  } catch (error) {
    return failure('disconnected', `Cannot post to ${url}: ${errorMessage(error)}`, { remedy: 'Check the address' });
  }
}
