/** The operating system's errors about files, in words for the user. */
import { failure, type Result } from '#base/result.ts';

export function openFailure(error: unknown, path: string): Result<never> {
  switch (errorCode(error)) {
    case 'ENOENT':
    case 'ENOTDIR':
      return failure('not-found', `${path} does not exist`, { remedy: 'Check the path' });
    case 'EACCES':
    case 'EPERM':
      return failure('unreadable', `${path} may not be read by this user`, {
        remedy: `Ask its owner for the right to read it, or: sudo chmod a+r ${shellQuoted(path)}`,
      });
    case 'ELOOP':
      return failure('unreadable', `${path} is a symbolic link that leads back to itself`, {
        remedy: 'Check the path',
      });
    case 'ENAMETOOLONG':
      return failure('not-found', `The path ${path.slice(0, 64)}… is too long`, { remedy: 'Check the path' });
    case 'EMFILE':
    case 'ENFILE':
      return failure('unavailable', `${path} cannot be opened: too many files are open`, {
        remedy: 'Close some and retry',
      });
    default:
      return failure('unreadable', `${path} cannot be opened: ${errorMessage(error)}`);
  }
}

export function readFailure(error: unknown, name: string): Result<never> {
  return failure('unreadable', `Reading ${name} failed: ${errorMessage(error)}`, {
    remedy: 'Check the disk or the connection that it comes from',
  });
}

export function errorCode(error: unknown): string | null {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : null;
}

export function errorMessage(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

export function shellQuoted(text: string): string {
  return /^[\w./:@%+=,-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}
