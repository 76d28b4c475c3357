/** What runs inside the page that `ui.mjs` measures, and what is made of it. The first two are sent there as text: they use nothing from here. */

/** Each change of the newest start on screen: when it was painted at the latest (epoch ms), and that start (ms of its UTC day). */
export function watchNewest(forMs) {
  return new Promise((resolve) => {
    const seen = [];
    const began = performance.now();
    let shown = '';
    let waiting = null;
    const look = () => {
      const at = performance.timeOrigin + performance.now();
      // The frame that was drawn after the last look is on screen now.
      if (waiting !== null) seen.push([at, waiting]);
      waiting = null;
      const cell = document.querySelector('[data-testid="row"][aria-rowindex="2"] [data-column="start_time"]');
      const text = cell?.title ?? '';
      if (text !== shown) {
        shown = text;
        const [, hours, minutes, seconds] = /(\d+):(\d+):(\d+\.\d+)/.exec(text) ?? [];
        if (seconds !== undefined) waiting = ((Number(hours) * 60 + Number(minutes)) * 60 + Number(seconds)) * 1000;
      }
      if (performance.now() - began < forMs) requestAnimationFrame(look);
      else resolve(seen);
    };
    requestAnimationFrame(look);
  });
}

/** Times between frames, as the browser stamps them. */
export function watchFrames(forMs) {
  return new Promise((resolve) => {
    const times = [];
    let last = null;
    const began = performance.now();
    const look = (time) => {
      if (last !== null) times.push(time - last);
      last = time;
      if (performance.now() - began < forMs) requestAnimationFrame(look);
      else resolve(times);
    };
    requestAnimationFrame(look);
  });
}

const DAY_MS = 86_400_000;
/** Times on screen are cut to microseconds. */
const CUT_MS = 0.002;

/** For each burst (epoch ms of its packets): until the first frame that shows something as new. Bursts after the last frame say nothing. */
export function latencies(bursts, seen) {
  const found = [];
  let at = 0;
  for (const burst of bursts) {
    while (at < seen.length && dayOf(burst, seen[at][1]) < burst - CUT_MS) at++;
    if (at === seen.length) break;
    found.push(seen[at][0] - burst);
  }
  return found;
}

/** The moment near `epochMs` that is `dayMs` after a midnight. */
function dayOf(epochMs, dayMs) {
  const day = Math.round((epochMs - dayMs) / DAY_MS);
  return day * DAY_MS + dayMs;
}
