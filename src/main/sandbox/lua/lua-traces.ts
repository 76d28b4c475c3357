/** Lua's tracebacks, cut down to the plugin's own files. */

const LINES = 5;
/** Name of the chunks that are ours. */
export const OWN_CHUNK = 'netloupe';

/** Lines as `  main.lua:3: in function <main.lua:1>`. */
export function ownTrace(traceback: string): string {
  return traceback
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => /^[^[\s].*?:\d+: in /.test(line) && !line.startsWith(`${OWN_CHUNK}:`))
    .slice(0, LINES)
    .map((line) => `  ${line}`)
    .join('\n');
}
