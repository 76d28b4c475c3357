export function receiver() {
  for (let i = 0; i < 2000; i++) console.log(`line ${i}`);
  console.log('x'.repeat(100_000));
}
