export function receiver() {
  setTimeout(() => {
    throw new Error('thrown from a timer');
  }, 0);
}
