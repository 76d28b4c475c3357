/** What a V8 CPU profile says: self time by function and by line, with the class each function belongs to. */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** How the bundler begins and ends a class at the top of a chunk; inside one, lines are indented. */
const CLASS_START = /^(?:var (\w+) = )?class\b ?(\w+)?/;
const CLASS_END = /^\}/;

/** Lines of a bundled file, and the class that each is in ('' outside classes); empty where the file cannot be read. */
export function readBundle(url) {
  try {
    return bundleOf(readFileSync(fileURLToPath(url), 'utf8'));
  } catch {
    return { lines: [], classes: [] }; // node:internal/…, or a file that has gone
  }
}

export function bundleOf(text) {
  const lines = text.split('\n');
  let current = '';
  const classes = lines.map((line) => {
    const start = CLASS_START.exec(line);
    if (start !== null) current = start[1] ?? start[2] ?? '';
    else if (CLASS_END.test(line)) current = '';
    return current;
  });
  return { lines, classes };
}

/**
 * Self time in milliseconds, most first. `profile` is the JSON of a .cpuprofile; `bundle(url)` answers like `readBundle`.
 * A sample's time is the gap before it, which is how V8 records them.
 */
export function selfTimes(profile, bundle = readBundle) {
  const byNode = new Map(profile.nodes.map((node) => [node.id, { node, ms: 0, hits: 0 }]));
  let totalMs = 0;
  profile.samples.forEach((id, i) => {
    const ms = profile.timeDeltas[i] / 1000;
    const entry = byNode.get(id);
    entry.ms += ms;
    entry.hits += 1;
    totalMs += ms;
  });
  const bundles = new Map();
  const functions = new Map();
  const lines = new Map();
  for (const { node, ms, hits } of byNode.values()) {
    if (hits === 0) continue;
    const { functionName, url, lineNumber } = node.callFrame;
    if (!bundles.has(url)) bundles.set(url, url.startsWith('file:') ? bundle(url) : { lines: [], classes: [] });
    const { lines: text, classes } = bundles.get(url);
    const source = url.replace(/^file:.*\//, '').replace(/-[\w-]{8}\.js$/, '');
    const name = [classes[lineNumber], functionName || '(anonymous)'].filter(Boolean).join('.');
    add(functions, `${url}:${lineNumber}:${name}`, { name, source }, ms);
    for (const { line, ticks } of node.positionTicks ?? []) {
      const at = { name, source, text: text[line - 1]?.trim() ?? '' };
      add(lines, `${url}:${line}`, at, (ms * ticks) / hits);
    }
  }
  const sorted = (entries) => [...entries.values()].toSorted((a, b) => b.ms - a.ms);
  return { totalMs, functions: sorted(functions), lines: sorted(lines) };
}

function add(entries, key, about, ms) {
  const entry = entries.get(key) ?? { ...about, ms: 0 };
  entry.ms += ms;
  entries.set(key, entry);
}
