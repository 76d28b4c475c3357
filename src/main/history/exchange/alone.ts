/** Options of an instance of DuckDB that is there for one file alone: it takes little, puts nothing aside, and fetches nothing. */

export function alone(memory: string): Record<string, string> {
  return {
    memory_limit: memory,
    threads: '1',
    temp_directory: '',
    autoinstall_known_extensions: 'false',
    autoload_known_extensions: 'false',
    allow_community_extensions: 'false',
  };
}
