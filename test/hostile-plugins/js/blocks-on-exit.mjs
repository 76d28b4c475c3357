export function receiver() {}
export function cleanup() {
  for (;;);
}
