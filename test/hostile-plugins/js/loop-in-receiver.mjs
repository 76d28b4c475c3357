export function receiver() {
  for (;;);
}
