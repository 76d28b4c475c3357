import type { shellHistoryWords as english } from '../en/shell-history.ts';

export const shellHistoryWords: typeof english = {
  segment: (size: string): string => `Verlauf ${size}`,
  states: {
    full: 'Verlauf: Festplatte voll',
    unwritable: 'Verlauf: nicht gesichert',
    locked: 'Verlauf: anderswo in Gebrauch',
    newer: 'Verlauf: von neuerer Version',
    gone: 'Verlauf: startet neu',
  },
  titles: {
    full: 'Im Verlauf kommt nichts hinzu: Die Festplatte ist voll',
    unwritable: 'Im Verlauf kommt nichts hinzu: Er lässt sich nicht schreiben',
    locked: 'Dieses Netloupe hat keinen Verlauf: Ein anderes hat ihn geöffnet',
    newer: 'Der Verlauf stammt von einer neueren Version von Netloupe',
    gone: 'Der Prozess, der den Verlauf führt, wurde beendet',
  },
  means: {
    full: 'Die Erfassung geht weiter. Was erfasst wird, wartet in Grenzen im Arbeitsspeicher und wird gesichert, sobald Platz ist.',
    unwritable:
      'Die Erfassung geht weiter. Was erfasst wird, wartet in Grenzen im Arbeitsspeicher und wird gesichert, sobald es geht.',
    locked:
      'Die Erfassung geht weiter und ist zu sehen wie immer; gesichert wird sie erst, wenn das andere beendet ist.',
    newer: 'Er bleibt, wie er ist, und nichts kommt hinzu. Die Erfassung geht weiter.',
    gone: 'Er wird von selbst neu gestartet. Die Erfassung geht weiter; was sie inzwischen erfasst hat, wird dann gesichert.',
  },
  title: 'Verlauf',
  savedUntil: (time: string): string => `Alles bis ${time} Erfasste ist gesichert.`,
  nothingSaved: 'Live-Erfassungen werden einmal je Sekunde darin gesichert.',
  lost: (count: string): string => `${count} Zeilen nicht im Verlauf`,
  lostTitle: 'Zeilen, die der Verlauf nicht hat',
  lostSays:
    'Sie wurden erfasst, während sich nichts schreiben ließ, und es kamen mehr, als so lange im Arbeitsspeicher bleiben. In den Ansichten der Erfassung waren sie.',
  packetsLost: (count) => `${count} Pakete nicht auf der Platte`,
  packetsLostTitle: 'Pakete, die im Ring auf der Platte fehlen',
  packetsLostSays:
    'Sie kamen, während die Platte voll war, sich nicht beschreiben ließ, zu langsam war oder ein anderes Netloupe die Pakete aufbewahrte. Die Erfassung hat sie alle.',
  setAside: 'Der Verlauf war beschädigt; ein neuer wurde begonnen',
  setAsideAt: (path: string): string => `Gelöscht wurde nichts: Der beschädigte ist jetzt ${path}`,
};
