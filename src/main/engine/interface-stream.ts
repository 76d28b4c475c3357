/** Interfaces as they are shown: with made-up addresses where that is asked for, the same ones as in the capture on view. */
import type { InterfaceInfo, StreamHandlers } from '#contract/protocol.ts';
import type { CaptureController } from './capture-controller.ts';
import type { InterfaceMonitor } from './interface-monitor.ts';
import type { Redactor } from './store/redact.ts';

export function interfacesStream(
  controller: CaptureController,
  monitor: InterfaceMonitor,
): StreamHandlers['interfaces'] {
  return (params, notify) => {
    let { redact } = params;
    return {
      take() {
        const samples = monitor.samples();
        if (samples === null) return null;
        return { samples: samples.map((sample) => ({ ...sample, info: shown(controller, redact, sample.info) })) };
      },
      update(changed) {
        ({ redact } = changed);
        notify();
      },
      close: monitor.watch(notify),
    };
  };
}

export function shownInterfaces(
  controller: CaptureController,
  redact: boolean,
  interfaces: readonly InterfaceInfo[],
): InterfaceInfo[] {
  return interfaces.map((info) => shown(controller, redact, info));
}

function shown(controller: CaptureController, redact: boolean, info: InterfaceInfo): InterfaceInfo {
  return redact ? redactedInterface(info, controller.current.data.redactor) : info;
}

/** Its name and what the system says of it stay. */
export function redactedInterface(info: InterfaceInfo, redactor: Redactor): InterfaceInfo {
  return {
    ...info,
    mac: info.mac === null ? null : redactor.mac(info.mac),
    addresses: info.addresses.map((address) => ({ ...address, address: redactor.address(address.address) })),
  };
}
