import type { shellHealthWords as english } from '../en/shell-health.ts';

export const shellHealthWords: typeof english = {
  drops: {
    text: (count) => `${count} verloren`,
    title: 'Pakete gingen verloren, bevor sie gelesen wurden',
    says: 'Zahlen und Bytes sind niedriger als das, was wirklich geschah. Es hilft ein Erfassungsfilter (BPF), eine kleinere Snap-Länge oder ein größerer Puffer.',
    noneTitle: 'Kein Paket ging verloren',
    noneSays: 'System, Netzwerkkarte und Netloupe selbst melden, wie viele Pakete sie verloren haben: bisher keines.',
    kernel: 'im System (Puffer voll)',
    interface: 'in Netzwerkkarte oder Treiber',
    queue: 'zwischen Stufen von Netloupe',
  },
  undecoded: {
    text: (count) => `${count} nicht dekodiert`,
    title: 'Einige Pakete ließen sich nicht dekodieren',
    says: 'Sie sind beschädigt, abgeschnitten oder von einer Art, die Netloupe nicht kennt. Sie gehören zu keiner Sitzung.',
  },
  evicted: {
    text: (count) => `${count} verdrängt`,
    title: 'Sitzungen wurden vorzeitig beendet, um Platz zu schaffen',
    says: 'Es waren mehr Sitzungen zugleich offen, als die Tabelle fasst. Die am längsten ungenutzten wurden als verdrängt beendet; ihre späteren Pakete zählen als neue Sitzungen.',
  },
  forgotten: {
    text: (count) => `${count} nicht mehr vorhanden`,
    title: 'Die ältesten Zeilen haben neueren Platz gemacht',
    says: 'Sie wurden gezählt, lassen sich aber nicht mehr auflisten oder exportieren.',
    sessions: 'Sitzungen',
    packets: 'Pakete',
    dns: 'DNS-Abfragen',
  },
  truncated: {
    text: (count) => `${count} abgeschnitten`,
    title: 'Einige Pakete wurden nur zum Teil erfasst',
    says: 'Die Snap-Länge war kleiner als das Paket. Größen stimmen, denn sie stehen im Paket selbst; Namen hinter dem Schnitt fehlen.',
  },
  fragments: {
    text: (count) => `${count} lose Fragmente`,
    title: 'Spätere Fragmente, deren Anfang nicht zu sehen war',
    says: 'Nur das erste Fragment eines IP-Pakets sagt, zu welcher Sitzung es gehört.',
  },
  gaps: {
    text: (count) => `${count} Lücken`,
    title: 'Einige TCP-Daten kamen an, wurden aber nicht erfasst',
    says: 'Der Empfänger hat sie bestätigt, sie waren also unterwegs: Die Erfassung hat sie verloren, oder sie nahmen einen Weg, der nicht erfasst wird.',
  },
  names: {
    text: (count) => `${count} Namen aufgegeben`,
    title: 'Einige Namen in Nutzdaten ließen sich nicht lesen',
    says: 'Die Pakete mit ihnen gingen verloren, sind abgeschnitten oder waren zu viele auf einmal. Adressen, Zahlen und Größen sind davon nicht berührt.',
  },
  coverage: {
    text: (percent) => `Abdeckung ${percent} %`,
    lowTitle: 'Nicht aller Verkehr der Schnittstellen wurde erfasst',
    title: 'Wie viel des Verkehrs erfasst wurde',
    says: 'Erfasste Bytes, verglichen mit denen, die das System auf denselben Schnittstellen währenddessen gezählt hat. Ein Erfassungsfilter senkt sie mit Absicht.',
  },
  nonIp: {
    text: (count) => `${count} nicht IP`,
    title: 'Rahmen ohne IP-Paket',
    says: 'ARP und Ähnliches wird hier gezählt; es sind keine Sitzungen.',
  },
};
