/** Random numbers and bytes that are the same ones for the same seed. */

/** xorshift32: numbers in 0..1. */
export function randomNumbers(seed) {
  let state = seed | 0 || 1;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 4_294_967_296;
  };
}

export function randomBytes(random, count) {
  const bytes = Buffer.alloc(count);
  for (let i = 0; i < count; i++) bytes[i] = random() * 256;
  return bytes;
}
