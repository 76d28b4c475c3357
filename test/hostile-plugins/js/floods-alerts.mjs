export function receiver(log) {
  for (let i = 0; i < 1000; i++) netloupe.emit_alert({ title: `alert ${i}`, session_id: log.session_id });
}
