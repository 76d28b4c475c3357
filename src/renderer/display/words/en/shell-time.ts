export const shellTimeWords = {
  label: 'Time range and rates',
  in: 'In',
  out: 'Out',
  unknown: 'not known',
  hintSecond: 'Over the last second, as seen from those who began each conversation',
  hintWhole: 'Over the whole capture, as seen from those who began each conversation',
  chart: 'Traffic over the capture, in above and out below the axis',
  nothing: 'No traffic yet',
  ranges: 'Range of time',
  all: 'All',
  allHint: 'The whole capture',
  short: (seconds: number): string =>
    seconds < 3600 ? `${seconds / 60}m` : seconds < 86_400 ? `${seconds / 3600}h` : `${seconds / 86_400}d`,
  last: (seconds: number): string => {
    const [count, unit] =
      seconds < 60
        ? ([seconds, 'second'] as const)
        : seconds < 3600
          ? ([round(seconds / 60), 'minute'] as const)
          : seconds < 86_400
            ? ([round(seconds / 3600), 'hour'] as const)
            : ([round(seconds / 86_400), 'day'] as const);
    return count === 1 ? `Last ${unit}` : `Last ${count} ${unit}s`;
  },
  live: 'Live',
  goLive: 'Go live',
  liveHint: 'What happens now is on screen',
  goLiveHint: 'Back to what happens now',
  brush: 'Range of time for everything',
  start: 'Beginning of the range',
  end: 'End of the range',
  clear: 'Show the whole capture',
  brushHint: 'Drag to choose a range of time; double-click shows all',
  outside: 'Outside of the capture',
};

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
