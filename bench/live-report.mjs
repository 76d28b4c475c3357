/** The results of live.mjs as text that is Markdown as well. */
import { COST_RATE, STALL, WARM_UP_MS } from './live.mjs';
import { brief, count, table } from './table.mjs';

/** The highest rate at which no run lost a packet, with none lost at any lower one; null where the lowest lost some. */
export function highestLossless(steps) {
  let highest = null;
  const rates = [...new Set(steps.map(({ asked }) => asked))];
  for (const rate of rates) {
    const runs = steps.filter(({ asked }) => asked === rate);
    if (runs.some(({ lost }) => lost > 0)) return highest;
    highest = Math.min(...runs.map(({ perSecond }) => perSecond));
  }
  return highest;
}

export function liveText(results) {
  if (results.skipped !== undefined) return `Not run: ${results.skipped}.`;
  const { steps, stalled, cost, commands, capture, tcpreplay } = results;
  const names = [...new Set(steps.map(({ name }) => name))];
  const summary = names.map((name) => {
    const own = steps.filter((step) => step.name === name);
    const highest = highestLossless(own);
    const lost = (runs) => (runs.length === 0 ? '' : runs.map((run) => count(run.lost)).join(', '));
    const mine = (runs) => runs.filter((run) => run.name === name);
    return [
      name,
      highest === null ? 'none' : count(highest),
      mine(cost)
        .map((run) => brief(run.cpuNsPerPacket))
        .join(', '),
      lost(mine(stalled)),
    ];
  });
  const row = (what, run) => [
    `${run.name}${what}`,
    run.asked === 'full speed' ? run.asked : count(run.asked),
    count(run.perSecond),
    count(run.sent),
    count(run.arrived),
    count(run.delivered),
    count(run.lost),
    run.dropped === null ? '' : count(run.dropped),
    brief(run.cpuNsPerPacket),
  ];
  const header = [
    'program',
    'packets/s asked',
    'packets/s sent',
    'sent',
    'interface counted',
    'delivered',
    'lost',
    'kernel dropped',
    'CPU ns/packet',
  ];
  return [
    `A capture of ${count(capture.packets)} mixed packets, sent over and over by tcpreplay ${tcpreplay} through a veth pair.`,
    `Lost is what the receiving interface counted and the program was not given. CPU is the program's own while packets come, its start left out; in the runs marked cost also the first ${WARM_UP_MS / 1000} s.`,
    '',
    table(
      [
        'program',
        'highest rate without loss',
        `CPU ns/packet at ${count(COST_RATE)}/s`,
        `lost at ${count(STALL.rate)}/s, stopped ${STALL.forMs} ms a second`,
      ],
      summary,
    ),
    '',
    'Every run:',
    '',
    table(header, [
      ...steps.map((run) => row('', run)),
      ...cost.map((run) => row(' (cost)', run)),
      ...stalled.map((run) => row(' (stopped)', run)),
    ]),
    '',
    `Commands: ${commands.map((command) => `\`${command}\``).join(', ')}; ended by SIGINT.`,
  ].join('\n');
}
