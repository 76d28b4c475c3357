/** Entry of the command line on plain Node. */
import { NODE_HOST } from './node-host.ts';
import { runCli } from './run-cli.ts';

runCli(process.argv.slice(2), NODE_HOST);
