// More than the store takes, and more calls than may be under way.
export async function receiver() {
  const results = await Promise.allSettled([
    netloupe.store.set('big', 'x'.repeat(100_000)),
    netloupe.store.set('', 1),
    ...Array.from({ length: 500 }, (_, i) => netloupe.store.set(`key-${i}`, 'x'.repeat(10_000))),
  ]);
  const refused = results.filter(({ status }) => status === 'rejected');
  console.log(`${refused.length > 0 ? 'refused' : 'taken'}: ${refused[0]?.reason.message}`);
}
