export function receiver() {
  process.exit(0);
}
