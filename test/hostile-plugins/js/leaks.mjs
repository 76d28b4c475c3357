const kept = [];
export function receiver(log) {
  for (let i = 0; i < 20_000; i++) kept.push({ ...log, i });
}
