/** What JavaScript throws, as a fault: the message and the frames of the plugin's own files, relative to its folder. */
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { Fault } from '../outcome.ts';

const FRAMES = 5;
const MESSAGE_CHARACTERS = 1000;

/** `thrown` may be anything, and hostile. `folder`: absolute, of the plugin. */
export function faultOf(thrown: unknown, folder: string): Fault {
  try {
    if (!(thrown instanceof Error)) return { message: `threw ${describe(thrown)}`, trace: '' };
    const name = String(thrown.name);
    const text = String(thrown.message).slice(0, MESSAGE_CHARACTERS);
    const message = withoutFolder(name === '' ? text : `${name}: ${text}`, folder);
    return { message, trace: ownFrames(String(thrown.stack ?? ''), folder) };
  } catch {
    // Its own getters throw: then there is nothing to be had from it.
    return { message: 'threw something that cannot be read', trace: '' };
  }
}

function describe(value: unknown): string {
  if (typeof value === 'string') return `"${value.slice(0, MESSAGE_CHARACTERS)}"`;
  if (typeof value === 'object' && value !== null) return Object.prototype.toString.call(value);
  return typeof value === 'function' ? 'a function' : String(value).slice(0, MESSAGE_CHARACTERS);
}

function ownFrames(stack: string, folder: string): string {
  return stack
    .split('\n')
    .filter((line) => line.startsWith('    at '))
    .flatMap((line) => {
      const short = withoutFolder(line, folder);
      return short === line ? [] : [`  ${short.trim()}`];
    })
    .slice(0, FRAMES)
    .join('\n');
}

function withoutFolder(text: string, folder: string): string {
  const path = `${folder.replace(/[\\/]$/, '')}/`;
  const url = pathToFileURL(path).href;
  return text.replaceAll(url, '').replaceAll(fileURLToPath(url), '');
}
