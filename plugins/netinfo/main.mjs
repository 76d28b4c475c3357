/** `/plugins/netinfo/`: the interfaces of this machine; `/plugins/netinfo/NAME`: one of them; `?format=text` for people. */
import { describeInterface, textOf } from './interfaces.mjs';
/** @import { Netloupe, PluginRequest, PluginResponse } from '../api/netloupe.d.ts' */

/** @type {Netloupe} */
let netloupe;

/** @param {Netloupe} context */
export function init(context) {
  netloupe = context;
}

export async function test() {
  await netloupe.interfaces.list();
}

/**
 * @param {PluginRequest} request
 * @returns {Promise<PluginResponse>}
 */
export async function request({ method, subpath, query }) {
  if (method !== 'GET' && method !== 'HEAD') return [405, { error: `${method} is not offered here, only GET` }];
  const format = query['format'] ?? 'json';
  if (format !== 'json' && format !== 'text') return [400, { error: `format is json or text, not ${format}` }];
  const { loopback, down } = netloupe.config;
  const all = await netloupe.interfaces.list();
  const name = subpath ?? '';
  if (name === '') {
    const shown = all.filter((each) => (loopback || !each.loopback) && (down || each.state !== 'down'));
    return [200, format === 'text' ? textOf(shown) : shown.map(describeInterface)];
  }
  const found = all.find((each) => each.name === name);
  if (found === undefined) return [404, { error: `there is no interface ${name}` }];
  return [200, format === 'text' ? textOf([found]) : describeInterface(found)];
}
