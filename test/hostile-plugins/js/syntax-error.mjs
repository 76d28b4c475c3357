export function receiver(log) {
  if (log.state === 'NEW' {
    console.log(log);
  }
}
