// Two conversations that curl and ping cannot hold, for scripts/record-sample.sh: a TCP session that speaks now and
// then and is still open when the recording ends, and a UDP exchange. Arguments: TCP host, UDP host, seconds.
import dgram from 'node:dgram';
import net from 'node:net';

const [tcpHost, udpHost, seconds] = process.argv.slice(2);

const broker = net.connect({ host: tcpHost, port: 1883 });
broker.on('error', (error) => process.stderr.write(`sample-client: ${error.message}\n`));
const telemetry = dgram.createSocket('udp4');
telemetry.on('error', (error) => process.stderr.write(`sample-client: ${error.message}\n`));

let beat = 0;
setInterval(() => {
  beat += 1;
  broker.write(`beat ${beat}\n`);
  if (beat % 3 === 0) telemetry.send(Buffer.alloc(120, beat), 9999, udpHost);
}, 1000);
// Ended from outside, so that the capture never sees the goodbye; this is only the safety net.
setTimeout(() => process.exit(0), (Number(seconds) + 60) * 1000);
