/** What went wrong with a file that was to be written, in words and with what to do. */
import path from 'node:path';
import { failure, type Failure } from '#base/result.ts';

export function isErrno(error: unknown): error is NodeJS.ErrnoException & { readonly code: string } {
  return error instanceof Error && typeof (error as NodeJS.ErrnoException).code === 'string';
}

type Failed = { readonly ok: false; readonly failure: Failure };

/** Errors that are none of the system's are bugs and are thrown on. */
export function describeWriteError(error: unknown, file: string): Failed {
  if (!isErrno(error)) throw error;
  const folder = path.dirname(path.resolve(file));
  switch (error.code) {
    case 'ENOSPC':
    case 'EDQUOT':
      return failure('no-space', `Cannot write ${file}: the disk is full`, {
        remedy: 'Free some space or choose a file on another disk; no half-written file was left under that name',
      });
    case 'EACCES':
    case 'EPERM':
      return failure('unwritable', `Cannot write ${file}: permission denied`, {
        remedy: `Choose a folder you may write to, or get the right to write in ${folder}`,
      });
    case 'EROFS':
      return failure('unwritable', `Cannot write ${file}: the file system is read-only`, {
        remedy: 'Choose a file on another file system',
      });
    case 'ENOENT':
      return failure('unwritable', `Cannot write ${file}: the folder ${folder} does not exist`, {
        remedy: `Make it first: mkdir -p '${folder}'`,
      });
    case 'ENOTDIR':
      return failure('unwritable', `Cannot write ${file}: part of the path is not a folder`, {
        remedy: 'Choose another path',
      });
    case 'EISDIR':
      return failure('unwritable', `Cannot write ${file}: it is a folder`, { remedy: 'Name a file inside it' });
    case 'ENAMETOOLONG':
      return failure('unwritable', `Cannot write ${file}: the name is too long`, { remedy: 'Choose a shorter name' });
    case 'ELOOP':
      return failure('unwritable', `Cannot write ${file}: its symbolic links go round in a circle`, {
        remedy: 'Choose another path',
      });
    case 'EFBIG':
      return failure('no-space', `Cannot write ${file}: it would be larger than is allowed here`, {
        remedy: 'Raise the limit on file sizes (ulimit -f) or filter the rows',
      });
    case 'EMFILE':
    case 'ENFILE':
      return failure('unavailable', `Cannot write ${file}: too many files are open`, {
        remedy: 'Close some programs, or raise the limit (ulimit -n)',
      });
    default:
      return failure('unwritable', `Cannot write ${file}: ${error.message}`, { remedy: 'Choose another path' });
  }
}
