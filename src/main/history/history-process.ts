/** The entry of the history process, under `child_process.fork` and Electron's `utilityProcess` alike. */
process.stderr.write('This program is started by netloupe, to keep its history\n');
process.exit(64);
