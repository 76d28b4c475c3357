/** Values of ours in SQL text: names, paths. */

export function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

export function textSql(value: string): string {
  return `'${value.replaceAll("'", "''")}'`;
}

/** A path that is read is a pattern to DuckDB: what would be one stands for itself. */
export function readPathSql(path: string): string {
  return textSql(path.replaceAll(/[*?[]/g, (character) => `[${character}]`));
}
