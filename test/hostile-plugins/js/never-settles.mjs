export function receiver() {
  return new Promise(() => {});
}
