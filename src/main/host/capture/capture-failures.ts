/** What keeps a live capture from starting or going on, in words for the user. */
import { failure, type Failure } from '#base/result.ts';
import { permissionRemedy } from './permission-remedy.ts';

/** A `Result` that is known to be a failure. */
export interface Refused {
  readonly ok: false;
  readonly failure: Failure;
}

export function noSuchInterface(name: string): Refused {
  return failure('not-found', `There is no network interface ${name}`, {
    remedy: 'List them with: netloupe interfaces',
  });
}

export function interfaceDown(name: string): Refused {
  return failure('unavailable', `The interface ${name} is down`, {
    remedy: process.platform === 'linux' ? `Bring it up: sudo ip link set ${name} up` : 'Bring it up',
  });
}

export function notPermitted(name: string): Refused {
  return failure('not-permitted', `This program has no right to capture on ${name}`, { remedy: permissionRemedy() });
}

export function badFilter(expression: string, reason: string): Refused {
  return failure('usage', `The capture filter “${expression}” is not valid: ${reason}`, {
    remedy: 'See the syntax with: man pcap-filter',
  });
}

export function vanished(name: string, reason: string): Refused {
  return failure('vanished', `The interface ${name} vanished while capturing (${reason})`, {
    remedy: 'Everything captured before is kept; start again when the interface is back',
  });
}

export function cannotCapture(name: string, reason: string): Refused {
  return failure('unavailable', `Capturing on ${name} failed: ${reason}`);
}
