/** What a table says of a word that others chose: nothing for `constructor` and other names that every object has. */
export function ownValue<T>(table: Readonly<Record<string, T>>, word: string): T | undefined {
  return Object.hasOwn(table, word) ? table[word] : undefined;
}
