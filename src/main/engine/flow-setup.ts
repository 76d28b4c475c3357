/** From settings to what the flow table is told. */
import { success, type Result } from '#base/result.ts';
import type { Settings } from '#contract/settings.ts';
import type { EnginePorts } from './engine-ports.ts';
import { compileFlowFilter } from './flows/flow-filter.ts';
import { DEFAULT_FLOW_OPTIONS, type FlowOptions } from './flows/flow-options.ts';
import { SESSION_SEED_BYTES } from '#base/session-id.ts';
import { REDACTION_KEY_BYTES } from './store/redact-hash.ts';

const DNS_PORT = 53;

/** Failures (`invalid`) name the setting. `retainEnded`: ended sessions that stay readable. */
export function flowOptions(settings: Settings, ports: EnginePorts, retainEnded: number): Result<FlowOptions> {
  const { timeouts, filter } = settings;
  const compiled = compileFlowFilter(filter);
  if (!compiled.ok) return compiled;
  const { dns } = filter.payload;
  const payloadPorts = dns.enabled && dns.ports !== 'any' ? dns.ports : [];
  return success({
    ...DEFAULT_FLOW_OPTIONS,
    timeouts: {
      tcpAttempt: timeouts.tcp_attempt,
      tcpIdle: timeouts.tcp_idle,
      udp: timeouts.udp,
      dns: timeouts.dns,
      icmp: timeouts.icmp,
      other: timeouts.other,
      closeLinger: timeouts.close_linger,
    },
    maxSessions: settings.max_sessions,
    retainEnded,
    dnsPorts: [...new Set([DNS_PORT, ...payloadPorts])],
    hashSeed: newHashSeed(ports),
    filter: compiled.value,
    quicCrypto: ports.quicCrypto,
  });
}

/** Of tables whose keys are packets': nobody must be able to make them collide. */
export function newHashSeed(ports: EnginePorts): number {
  return new DataView(ports.randomBytes(4).buffer).getUint32(0);
}

export function newSessionSeed(ports: EnginePorts): Uint8Array {
  return ports.randomBytes(SESSION_SEED_BYTES);
}

/** Of one run: whoever has what was shown cannot find out what was hidden. */
export function newRedactionKey(ports: EnginePorts): Uint8Array {
  return ports.randomBytes(REDACTION_KEY_BYTES);
}
