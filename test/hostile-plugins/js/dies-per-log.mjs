export function receiver() {
  process.abort();
}
