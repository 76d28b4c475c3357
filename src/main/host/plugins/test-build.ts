/** Builds a program for tests that need it in a process of its own. */
import { mkdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { build } from 'vite';

const root: string = path.resolve(import.meta.dirname, '../../../..');
let built = 0;

export interface BuiltProgram {
  readonly file: string;
  dispose(): void;
}

/** `entry`: a file in this folder. */
export async function buildProgram(entry: string): Promise<BuiltProgram> {
  // In the project, from where its dependencies are found.
  const folder = path.join(root, '.cache', `test-program-${process.pid}-${++built}`);
  mkdirSync(folder, { recursive: true });
  await build({
    root,
    configFile: false,
    logLevel: 'error',
    build: {
      ssr: path.join(import.meta.dirname, entry),
      target: 'node20',
      outDir: folder,
      rolldownOptions: { output: { format: 'es', entryFileNames: 'program.mjs' } },
    },
  });
  return {
    file: path.join(folder, 'program.mjs'),
    dispose: () => rmSync(folder, { recursive: true, force: true }),
  };
}
