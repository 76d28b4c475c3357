import type { shellTimeWords as english } from '../en/shell-time.ts';

export const shellTimeWords: typeof english = {
  label: 'Zeitraum und Raten',
  in: 'Ein',
  out: 'Aus',
  unknown: 'nicht bekannt',
  hintSecond: 'In der letzten Sekunde, aus Sicht dessen, der das Gespräch begann',
  hintWhole: 'In der ganzen Erfassung, aus Sicht dessen, der das Gespräch begann',
  chart: 'Verkehr im Lauf der Erfassung, eingehend über und ausgehend unter der Achse',
  nothing: 'Noch kein Verkehr',
  ranges: 'Zeitraum',
  all: 'Alles',
  allHint: 'Die ganze Erfassung',
  short: (seconds) =>
    seconds < 3600 ? `${seconds / 60}m` : seconds < 86_400 ? `${seconds / 3600}h` : `${seconds / 86_400}T`,
  last: (seconds) => {
    if (seconds < 60) return seconds === 1 ? 'Letzte Sekunde' : `Letzte ${seconds} Sekunden`;
    if (seconds < 3600) return seconds === 60 ? 'Letzte Minute' : `Letzte ${text(seconds / 60)} Minuten`;
    if (seconds < 86_400) return seconds === 3600 ? 'Letzte Stunde' : `Letzte ${text(seconds / 3600)} Stunden`;
    return seconds === 86_400 ? 'Letzter Tag' : `Letzte ${text(seconds / 86_400)} Tage`;
  },
  live: 'Live',
  goLive: 'Zu jetzt',
  liveHint: 'Zu sehen ist, was jetzt geschieht',
  goLiveHint: 'Zurück zu dem, was jetzt geschieht',
  brush: 'Zeitraum für alles',
  start: 'Anfang des Zeitraums',
  end: 'Ende des Zeitraums',
  clear: 'Ganze Erfassung zeigen',
  brushHint: 'Ziehen wählt einen Zeitraum, Doppelklick zeigt alles',
  outside: 'Außerhalb der Erfassung',
};

function text(value: number): string {
  return String(Math.round(value * 10) / 10).replace('.', ',');
}
