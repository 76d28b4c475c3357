/** What plugins and rules say, with made-up addresses and names in the place of real ones where a viewer asks for that. */
import type { StreamHandlers, StreamProducer } from '#contract/protocol.ts';
import type { Redactor } from './store/redact.ts';

/** The streams that carry texts of others, over those that tell them as they are. */
export function redactedTexts(
  streams: Pick<StreamHandlers, 'alerts' | 'plugin_output'>,
  redactor: () => Redactor,
): Pick<StreamHandlers, 'alerts' | 'plugin_output'> {
  return {
    alerts(params, notify): StreamProducer<'alerts'> {
      const plain = streams.alerts(params, notify);
      let { redact } = params;
      return {
        take() {
          const frame = plain.take();
          if (frame === null || !redact) return frame;
          const one = redactor();
          return { ...frame, alerts: frame.alerts.map((alert) => said(one, alert)) };
        },
        update(changed) {
          ({ redact } = changed);
          plain.update(changed);
          notify();
        },
        close: () => plain.close(),
      };
    },
    plugin_output(params, notify): StreamProducer<'plugin_output'> {
      const plain = streams.plugin_output(params, notify);
      let { redact } = params;
      return {
        take() {
          const frame = plain.take();
          if (frame === null || !redact) return frame;
          const one = redactor();
          return {
            ...frame,
            lines: frame.lines.map((line) => ({ ...line, text: one.text(line.text) })),
            alerts: frame.alerts.map((alert) => said(one, alert)),
          };
        },
        update(changed) {
          ({ redact } = changed);
          plain.update(changed);
          notify();
        },
        close: () => plain.close(),
      };
    },
  };
}

function said<A extends { readonly title: string; readonly message: string }>(redactor: Redactor, alert: A): A {
  return { ...alert, title: redactor.text(alert.title), message: redactor.text(alert.message) };
}
