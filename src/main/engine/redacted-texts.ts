/** What plugins and rules say, with made-up addresses and names in the place of real ones where a viewer asks for that. */
import type { StreamFrames, StreamHandlers, StreamParams, StreamProducer } from '#contract/protocol.ts';
import type { Redactor } from './store/redact.ts';

type TextStream = 'alerts' | 'plugin_output';
type TextStreams = Pick<StreamHandlers, TextStream>;

/** The streams that carry texts of others, over those that tell them as they are. */
export function redactedTexts(streams: TextStreams, redactor: () => Redactor): TextStreams {
  return {
    alerts: redacting(streams.alerts, redactor, (frame, one) => ({
      ...frame,
      alerts: frame.alerts.map((alert) => said(one, alert)),
    })),
    plugin_output: redacting(streams.plugin_output, redactor, (frame, one) => ({
      ...frame,
      lines: frame.lines.map((line) => ({ ...line, text: one.text(line.text) })),
      alerts: frame.alerts.map((alert) => said(one, alert)),
    })),
  };
}

function redacting<K extends TextStream>(
  open: (params: StreamParams<K>, notify: () => void) => StreamProducer<K>,
  redactor: () => Redactor,
  redacted: (frame: StreamFrames[K], redactor: Redactor) => StreamFrames[K],
): (params: StreamParams<K>, notify: () => void) => StreamProducer<K> {
  return (params, notify) => {
    const plain = open(params, notify);
    let { redact } = params;
    return {
      take() {
        const frame = plain.take();
        return frame === null || !redact ? frame : redacted(frame, redactor());
      },
      update(changed) {
        ({ redact } = changed);
        plain.update(changed);
        notify();
      },
      close: () => plain.close(),
    };
  };
}

function said<A extends { readonly title: string; readonly message: string }>(redactor: Redactor, alert: A): A {
  return { ...alert, title: redactor.text(alert.title), message: redactor.text(alert.message) };
}
