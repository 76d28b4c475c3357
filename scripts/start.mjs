// npm start [-- FILE]: sets up, then runs `netloupe [FILE]`, which opens the desktop app, or the same view in a browser
// where there is no Electron or no display. Whatever else follows the `--` goes to the command line as it is.
import { fetchElectron } from './setup/electron.mjs';
import { setUpOrExit } from './setup.mjs';

await setUpOrExit();
await fetchElectron();
await import('../bin/netloupe.mjs');
