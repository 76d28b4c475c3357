/** Lists of ports in settings. */
import { failure, success, type Result } from '#base/result.ts';

export const PORT_COUNT = 65_536;

/** The same list; `key` is the setting's below `filter`. */
export function checkPorts(key: string, ports: readonly number[]): Result<readonly number[]> {
  const wrong = ports.find((port) => !Number.isInteger(port) || port < 0 || port >= PORT_COUNT);
  if (wrong === undefined) return success(ports);
  return failure('invalid', `filter.${key}: ${wrong} is not a port`, { remedy: 'Ports are 0 to 65535' });
}
