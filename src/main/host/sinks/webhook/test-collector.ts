/** Collects numbered records until it is killed, and says the number of each that was taken. A process of its own for tests. */
import { records, testContext, testSystem } from '../test-system.ts';
import { webhookSinkConfig, webhookSinkKind } from './webhook-sink.ts';

const [folder = '', url = '', from = '1'] = process.argv.slice(2);
const config = webhookSinkConfig.parse({ url, retry_min: '20ms', retry_max: '20ms' });
const opened = await webhookSinkKind(testSystem(), folder).open(config, testContext(folder));
if (!opened.ok) throw new Error(opened.failure.message);

for (let number = Number(from); ; number++) {
  const taken = await opened.value.collect(records(number, 1));
  if (!taken.ok) throw new Error(taken.failure.message);
  process.stdout.write(`${number}\n`);
}
