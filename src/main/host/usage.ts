import type { ProcessUsage } from '#main/engine/store/ports.ts';

export function createProcessUsage(): ProcessUsage {
  return {
    rssBytes: () => process.memoryUsage.rss(),
    // Kilobytes on every system (libuv converts).
    peakRssBytes: () => process.resourceUsage().maxRSS * 1024,
  };
}
