/** Lists of ports as tables. */
import { failure, success, type Result } from '#base/result.ts';

/** 65,536 entries, 1 for each port of the list; `key` is the setting's below `filter`. */
export function compilePorts(key: string, ports: readonly number[]): Result<Uint8Array> {
  const table = new Uint8Array(65_536);
  for (const port of ports) {
    if (!Number.isInteger(port) || port < 0 || port > 65_535) {
      return failure('invalid', `filter.${key}: ${port} is not a port`, { remedy: 'Ports are 0 to 65535' });
    }
    table[port] = 1;
  }
  return success(table);
}
