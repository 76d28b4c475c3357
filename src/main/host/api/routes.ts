/** What an address is, by path and method. The README of this folder has the table. */

type PluginVerb = 'update' | 'remove' | 'status' | 'output' | 'enable' | 'disable' | 'restart' | 'reload' | 'config';

export type ManagementRoute =
  | { readonly kind: 'manage'; readonly verb: 'list' }
  | { readonly kind: 'manage'; readonly verb: 'install' }
  | { readonly kind: 'manage'; readonly verb: PluginVerb; readonly id: string };

export type Route =
  | ManagementRoute
  | { readonly kind: 'endpoint'; readonly id: string; readonly subpath: string | null }
  /** There is something, but not for this method. */
  | { readonly kind: 'other-method'; readonly allow: readonly string[] }
  /** The path cannot be decoded. */
  | { readonly kind: 'malformed' }
  | { readonly kind: 'nothing' };

export const API_PATH = '/plugins';
/** What a plugin may be asked with. */
export const ENDPOINT_METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'] as const;
const LIST_METHODS = ['GET', 'HEAD', 'POST'] as const;

/** By method and what follows `/plugins/<id>`. */
const VERBS: Readonly<Record<string, PluginVerb>> = {
  'PUT ': 'update',
  'DELETE ': 'remove',
  'GET /status': 'status',
  'HEAD /status': 'status',
  'GET /output': 'output',
  'HEAD /output': 'output',
  'POST /enable': 'enable',
  'POST /disable': 'disable',
  'POST /restart': 'restart',
  'POST /reload': 'reload',
  'PUT /config': 'config',
};

/** Whether an address belongs to this API; what it is, and whether it is anything, is for `routeOf`. */
export function isApiPath(pathname: string): boolean {
  return pathname === API_PATH || pathname.startsWith(`${API_PATH}/`);
}

/** `pathname` as a URL has it: percent-encoded, without `.` and `..`. */
export function routeOf(method: string, pathname: string): Route {
  if (pathname === API_PATH || pathname === `${API_PATH}/`) {
    if (method === 'GET' || method === 'HEAD') return { kind: 'manage', verb: 'list' };
    return method === 'POST' ? { kind: 'manage', verb: 'install' } : { kind: 'other-method', allow: LIST_METHODS };
  }
  if (!isApiPath(pathname)) return { kind: 'nothing' };
  const below = pathname.slice(API_PATH.length + 1);
  const slash = below.indexOf('/');
  const id = slash === -1 ? below : below.slice(0, slash);
  const rest = slash === -1 ? '' : below.slice(slash);
  const verb = VERBS[`${method} ${rest}`];
  if (verb !== undefined) return { kind: 'manage', verb, id };
  if (!(ENDPOINT_METHODS as readonly string[]).includes(method)) {
    return { kind: 'other-method', allow: ENDPOINT_METHODS };
  }
  if (rest === '') return { kind: 'endpoint', id, subpath: null };
  const subpath = decoded(rest.slice(1));
  return subpath === null ? { kind: 'malformed' } : { kind: 'endpoint', id, subpath };
}

/** Methods that something below a plugin is managed with; for the answer where a plugin has no endpoint. */
export function managingMethods(subpath: string): readonly string[] {
  const rest = `/${subpath}`;
  return Object.keys(VERBS)
    .filter((key) => key.slice(key.indexOf(' ') + 1) === rest)
    .map((key) => key.slice(0, key.indexOf(' ')));
}

function decoded(text: string): string | null {
  try {
    return decodeURIComponent(text);
  } catch {
    return null; // a stray percent sign
  }
}
