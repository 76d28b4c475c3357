const kept = [];
export function receiver() {
  kept.push(Buffer.alloc(8 * 1024 * 1024, 1));
}
