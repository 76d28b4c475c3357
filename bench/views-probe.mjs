/**
 * Preloaded into the process of the viewer's engine by viewer.mjs: tells how long its event loop was away, how much
 * memory it held and what CPU it used between a `start` and a `stop` message of the parent. Of the time away it tells the
 * CPU too (all threads), which other programs on the machine cannot make longer.
 */
const BEAT_MS = 1;
const MEMORY_MS = 50;

let beat;
let memory;
let last = 0;
let longestMs = 0;
let lastCpuUs = 0;
let longestCpuMs = 0;
let peakRss = 0;
let startRss = 0;
let cpu;

process.on('message', (message) => {
  if (message === 'start') start();
  else if (message === 'stop') process.send(stop());
});
// Not a reason to live on once the parent is gone.
process.channel?.unref();

function start() {
  startRss = peakRss = process.memoryUsage.rss();
  longestMs = longestCpuMs = 0;
  cpu = process.cpuUsage();
  lastCpuUs = cpu.user + cpu.system;
  last = performance.now();
  beat = setInterval(() => {
    const now = performance.now();
    longestMs = Math.max(longestMs, now - last - BEAT_MS);
    last = now;
    const { user, system } = process.cpuUsage();
    longestCpuMs = Math.max(longestCpuMs, (user + system - lastCpuUs) / 1000);
    lastCpuUs = user + system;
  }, BEAT_MS);
  memory = setInterval(() => (peakRss = Math.max(peakRss, process.memoryUsage.rss())), MEMORY_MS);
}

function stop() {
  clearInterval(beat);
  clearInterval(memory);
  const { user, system } = process.cpuUsage(cpu);
  return { longestMs, longestCpuMs, startRss, peakRss, cpuS: (user + system) / 1e6 };
}
