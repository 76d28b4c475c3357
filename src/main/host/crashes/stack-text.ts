/** Of what a process said last: the error with its stack through our own code, and lines of our own log. Nothing else is taken. */
import { fileURLToPath } from 'node:url';
import path from 'node:path';
import { plainWords } from './plain-words.ts';

const MOST_FRAMES = 30;
const MOST_LINES = 20;

const FRAME = /^\s+at (?:(async )?(?:new )?([\w$.#<>[\] ]{1,120}) \()?([^()]+?):(\d+):(\d+)\)?$/;
const ERROR = /^(?:Uncaught |Unhandled )?(?:\[?)([A-Z]\w{0,60}?(?:Error|Exception)|Error)(?: \[\w+\])?(?::\s?(.*))?$/;
/** What the JavaScript engine says where memory ends. */
const FATAL = /^(?:FATAL ERROR|Fatal process|#\s+Fatal error)/;
/** Every line that we log ourselves begins so. */
const OURS = /^netloupe: /;

/** Errors and the frames below them, from what was written to standard error or from `error.stack`. */
export function stackText(text: string, programFolder: string): string[] {
  const lines: string[] = [];
  let inStack = false;
  for (const line of text.split('\n')) {
    const frame = FRAME.exec(line.trimEnd());
    // Of something that is awaited for; where is not said.
    if (frame === null && /^\s+at /.test(line)) continue;
    const error = ERROR.exec(line.trim());
    if (frame !== null) {
      if (inStack && lines.length < MOST_FRAMES) lines.push(frameText(frame, programFolder));
      continue;
    }
    inStack = error !== null;
    if (error !== null) lines.push(error[2] ? `${error[1]}: ${plainWords(error[2])}` : (error[1] ?? ''));
    else if (FATAL.test(line)) lines.push(plainWords(line));
  }
  return lines.slice(-MOST_FRAMES - 1);
}

/** Lines of our own log, the last ones. */
export function logLines(text: string): string[] {
  return text
    .split('\n')
    .filter((line) => OURS.test(line))
    .slice(-MOST_LINES)
    .map(plainWords);
}

/** Files as seen from the program's folder. Of what is foreign neither function nor file is named. */
function frameText([, , name = '', file = '', line, column]: RegExpExecArray, programFolder: string): string {
  const at = `${line}:${column}`;
  if (file.startsWith('node:') || file.startsWith('electron/'))
    return `    at ${name} (${file}:${at})`.replace('  (', ' (');
  const inside = relativeFile(file, programFolder);
  return inside === null ? '    at <elsewhere>' : `    at ${name === '' ? '<anonymous>' : name} (${inside}:${at})`;
}

function relativeFile(file: string, programFolder: string): string | null {
  let absolute: string;
  try {
    absolute = file.startsWith('file:') ? fileURLToPath(file) : file;
  } catch {
    return null; // no file's address: of another machine, or damaged
  }
  if (!path.isAbsolute(absolute)) return null;
  const inside = path.relative(programFolder, absolute);
  return inside.startsWith('..') || path.isAbsolute(inside) ? null : inside.split(path.sep).join('/');
}
