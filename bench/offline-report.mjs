/** The results of offline.mjs as text that is Markdown as well. */
import { brief, count, mib, table } from './table.mjs';

const HEADER = [
  'program',
  'CPU s',
  'ns/packet',
  'M packets/s by CPU',
  'by wall',
  'peak MiB',
  'packets seen',
  'sessions',
  'netloupe ÷ it',
  'with rows ÷ it',
];

const range = ({ median, least, most }) => `${brief(median)} (${brief(least)}–${brief(most)})`;
const millions = (perSecond) => brief(perSecond / 1e6);

function figures({ cpuS, nsPerPacket, packetsPerCpuSecond, packetsPerSecond, peakRss }) {
  return [range(cpuS), nsPerPacket.toFixed(0), millions(packetsPerCpuSecond), millions(packetsPerSecond), mib(peakRss)];
}

function peerRow(peer, packets) {
  const { saw, comparable } = peer;
  const seen = saw.packets === null ? 'does not say' : `${((100 * saw.packets) / packets).toFixed(1)} %`;
  const ratio = (measured) =>
    comparable === false ? 'not comparable' : range(measured) + (comparable === null ? ' unchecked' : '');
  const sessions = saw.sessions === null ? '' : count(saw.sessions);
  return [peer.name, ...figures(peer), seen, sessions, ratio(peer.ratio), ratio(peer.ratioRows)];
}

export function captureText({ name, packets, bytes, sessions, dns, summary, rows, peers, skipped }) {
  const own = (label, result) => [`**${label}**`, ...figures(result), '100.0 %', count(sessions), '', ''];
  const ours = [own('netloupe', summary), own('netloupe with rows', rows)];
  const rounds = peers.map((peer) => `${peer.name} ${peer.rounds}`).join(', ');
  return [
    `**${name}**: ${count(packets)} packets, ${(bytes / 1e6).toFixed(0)} MB on the wire, ${count(sessions)} sessions, ${count(dns)} DNS transactions. Rounds: ${rounds}.`,
    '',
    table(HEADER, [...ours, ...peers.map((peer) => peerRow(peer, packets))]),
    ...skipped.map(({ name: left, why }) => `\n${left}: left out, ${why}.`),
  ].join('\n');
}

export function offlineText({ captures, versions }) {
  const commands = new Map(captures.flatMap(({ peers }) => peers.map((peer) => [peer.name, peer.command])));
  const list = [...commands].map(([name, command]) => `- ${name} ${versions[name]}: \`${command}\``);
  return [
    'CPU is user and system together, of the whole process, start included: median (least–most). The last columns are',
    'ratios of CPU pair by pair, each pair run one right after the other.',
    '',
    ...captures.flatMap((capture) => [captureText(capture), '']),
    'Commands; netloupe is `netloupe read FILE --summary json`, with rows (which makes it look for names, too) and `--sessions OUT.csv`:',
    '',
    ...list,
  ].join('\n');
}
