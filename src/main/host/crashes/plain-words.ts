/**
 * Takes out of a line of text what may be somebody's: what was quoted, addresses, names with a dot, paths, long numbers. By
 * shape, since whoever writes a report of a crash knows nothing of what was captured; rather too much than too little.
 */
import { homedir } from 'node:os';

const LONGEST = 300;

/** The system's own folders say nothing of their user. */
const SYSTEM_PATH = /^\/(?:usr|lib|lib64|proc|sys|dev|etc)\//;
const TAIL = /\.[A-Za-z]\w{0,7}$/;

/** In this order: what is found by one is not seen by the next. */
const RULES: readonly (readonly [RegExp, string | ((found: string) => string)])[] = [
  // Quoted, or begun to be quoted: up to the end. An apostrophe inside a word is none.
  [/"(?:[^"\\]|\\.)*(?:"|$)/g, '<text>'],
  [/`[^`]*(?:`|$)/g, '<text>'],
  [/[“„][^“”]*(?:[“”]|$)/g, '<text>'],
  [/[«»][^«»]*(?:[«»]|$)/g, '<text>'],
  [/(?<!\w)['‘’‚].*?(?:['’](?!\w)|$)/g, '<text>'],
  [/\b[a-z][a-z0-9+.-]*:\/\/\S+/gi, '<url>'],
  // Paths with spaces in them are quoted where we write them; what is left of others is looked at below.
  [/(?<![\w<])(?:[A-Za-z]:)?(?:[\\/][^\s\\/:*?<>|()]+){1,}[\\/]?/g, shortPath],
  [/\b[0-9a-f]{1,2}(?:[:-][0-9a-f]{1,2}){5,}\b/gi, '<address>'],
  [/(?<![\w:])[0-9a-f]*:[0-9a-f]*:[0-9a-f:.]*(?:%\w+)?(?:\/\d+)?/gi, '<address>'],
  [/(?<![\w.])\d{1,3}(?:\.\d{1,3}){3}(?::\d+)?(?:\/\d+)?/g, '<address>'],
  [/[\p{L}\p{N}_*@+-]+(?:\.[\p{L}\p{N}_*-]+)+\.?/gu, dotted],
  [/[\p{L}\p{N}_-]*@[\p{L}\p{N}_-]*/gu, '<name>'],
  [/\b(?=[0-9a-f-]*\d)[0-9a-f]{4,}(?:-?[0-9a-f]{4,})+\b/gi, '<hex>'],
  [/\d{6,}/g, '<number>'],
  // Not a word of ours.
  [/[^\x20-\x7e]+/g, '?'],
];

/** One line, without anything that moves a terminal's cursor. */
export function plainWords(line: string): string {
  // eslint-disable-next-line no-control-regex -- that is what is taken out
  const calm = line.replaceAll(/\u001b\[[0-9;?]*[ -/]*[@-~]|[\u0000-\u001f\u007f-\u009f]/g, ' ').slice(0, 4 * LONGEST);
  const cleaned = RULES.reduce((text, [shape, put]) => text.replace(shape, put as string), calm);
  return cleaned.length <= LONGEST ? cleaned.trimEnd() : `${cleaned.slice(0, LONGEST)}…`;
}

/** Of a file of the user's what kind it is, of the system's everything. */
function shortPath(found: string): string {
  if (SYSTEM_PATH.test(found)) return found;
  const tail = TAIL.exec(found)?.[0] ?? '';
  const home = homedir();
  return home.length > 1 && found.startsWith(home) ? `~/...${tail}` : `<path>${tail}`;
}

/** Numbers of versions are what a report is for. */
function dotted(found: string): string {
  return /^v?\d+(?:\.\d+){1,2}$/.test(found) ? found : '<name>';
}
