/** What the channel can ask of lookups beyond their rows. */
import type { CommandHandlers, StreamHandlers } from '#contract/protocol.ts';
import type { CaptureController } from './capture-controller.ts';
import { dnsDetails } from './dns-details.ts';
import { DnsSummaryStream, type LookupSource } from './store/dns-summary-stream.ts';
import type { Clock } from './store/ports.ts';
import type { Turns } from './store/slicer.ts';
import type { Ticker } from './ticker.ts';
import { travelledLookup, type DetailsWorld } from './travel/travel-details.ts';
import { latestUs } from './view-source.ts';

export function dnsCommands(
  controller: CaptureController,
  turns: Turns,
  details: DetailsWorld,
): Pick<CommandHandlers, 'dns.details'> {
  return {
    'dns.details': (params, signal) =>
      travelledLookup(details, params, signal, () =>
        dnsDetails(controller.current.data, params.key, params.redact, turns),
      ),
  };
}

export function dnsStreams(
  controller: CaptureController,
  clock: Clock,
  turns: Turns,
  ticker: Ticker,
): Pick<StreamHandlers, 'dns_summary'> {
  return {
    dns_summary(params, notify) {
      const lookup = (): LookupSource => {
        const { dns, redactor, redacted } = controller.current.data;
        return { table: dns, redactor, redacted: (table) => redacted.of(table), latestUs: latestUs(controller, clock) };
      };
      const stream = new DnsSummaryStream(lookup, params, turns, notify);
      const unwatch = ticker.watch(() => stream.tick());
      return {
        take: () => stream.take(),
        update: (changed) => stream.update(changed),
        close() {
          unwatch();
          stream.close();
        },
      };
    },
  };
}
