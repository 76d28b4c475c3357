/** What runs inside the page that `ui.mjs` measures, and what is made of it. All but `latencies` are sent there as text: they use nothing from here. */

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

/** Makes the page one table of a million rows, forty drawn at a time, with twelve cells of short text each: what scrolling costs a browser in any case. */
export function plainTable() {
  const [rows, cells, height] = [40, 12, 28];
  document.body.innerHTML =
    '<div style="position:absolute;inset:200px 0 32px 76px;overflow:auto;font:12px sans-serif"><div style="position:relative;height:15000000px"></div></div>';
  const scroller = document.body.firstElementChild;
  const drawn = Array.from({ length: rows }, () => {
    const row = document.createElement('div');
    row.style.cssText = `position:absolute;width:100%;height:${height}px;contain:strict;display:grid;grid-template-columns:repeat(${cells},1fr)`;
    for (let at = 0; at < cells; at++) {
      const cell = document.createElement('div');
      cell.style.cssText = 'overflow:hidden;text-overflow:ellipsis;white-space:nowrap';
      row.append(cell);
    }
    scroller.firstElementChild.append(row);
    return { row, shows: -1 };
  });
  const draw = () => {
    const first = Math.max(0, Math.floor(scroller.scrollTop / height) - 6);
    for (let index = first; index < first + rows; index++) {
      const place = drawn[index % rows];
      if (place.shows === index) continue;
      place.shows = index;
      place.row.style.transform = `translateY(${index * height}px)`;
      [...place.row.children].forEach((cell, at) => (cell.textContent = `row ${index}, cell ${at}`));
    }
  };
  scroller.addEventListener('scroll', draw, { passive: true });
  draw();
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
