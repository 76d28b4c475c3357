import { expect, it } from 'vitest';
import type { AlertRow } from '#contract/pipelines/commands.ts';
import type { StreamHandlers } from '#contract/protocol.ts';
import { noPipelineStreams } from './no-pipelines.ts';
import { noPluginStreams } from './no-plugins.ts';
import { redactedTexts } from './redacted-texts.ts';
import { Redactor } from './store/redact.ts';

const ALERT: AlertRow = {
  number: 1,
  source: 'pipeline',
  name: 'watch',
  topic: 'asked',
  title: 'DNS asked of 203.0.113.99',
  message: 'silent.example.org by 192.0.2.10',
  severity: 'high',
  session_id: null,
  timestamp: null,
  time_ms: 1,
};

it('leaves no address and no name in what rules and plugins say, once that is asked for', () => {
  const redactor = new Redactor(Uint8Array.from({ length: 16 }, (_, at) => at));
  const plain: Pick<StreamHandlers, 'alerts' | 'plugin_output'> = {
    alerts: (params, notify) => ({
      ...noPipelineStreams.alerts(params, notify),
      take: () => ({
        total: 1,
        by_severity: { info: 0, low: 0, medium: 0, high: 1, critical: 0 },
        alerts: [ALERT],
      }),
    }),
    plugin_output: (params, notify) => ({
      ...noPluginStreams.plugin_output(params, notify),
      take: () => ({
        id: 'probe',
        lines: [{ number: 1, time_ms: 1, level: 'print', text: 'saw 192.0.2.10' }],
        alerts: [],
      }),
    }),
  };
  const streams = redactedTexts(plain, () => redactor);
  const alerts = streams.alerts({ limit: 10, redact: false }, () => undefined);
  expect(alerts.take()?.alerts[0]).toEqual(ALERT);
  alerts.update({ limit: 10, redact: true });
  const [shown] = alerts.take()?.alerts ?? [];
  expect(shown?.title).toBe(`DNS asked of ${redactor.address('203.0.113.99')}`);
  expect(shown?.message).toContain(redactor.name('silent.example.org'));
  expect(JSON.stringify(shown)).not.toMatch(/192\.0\.2\.10|203\.0\.113\.99|silent/);
  const output = streams.plugin_output({ id: 'probe', limit: 10, redact: true }, () => undefined);
  expect(output.take()?.lines[0]?.text).toBe(`saw ${redactor.address('192.0.2.10')}`);
});
