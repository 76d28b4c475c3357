const PRIME = 0x0100_0193;

/** 64 bits of a text as 16 hexadecimal digits: the same on every machine. To tell texts apart, not to hide them. */
export function textHash(text: string): string {
  let [a, b] = [0x811c_9dc5, 0x050c_5d1f];
  for (let at = 0; at < text.length; at += 1) {
    const unit = text.charCodeAt(at);
    a = Math.imul(a ^ unit, PRIME);
    b = Math.imul(b ^ (a >>> 13) ^ unit, PRIME);
  }
  return [a, b].map((half) => (half >>> 0).toString(16).padStart(8, '0')).join('');
}
