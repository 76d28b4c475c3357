/** What zod found wrong, in words for people: every problem with the path of the value that it is about. */
import type { z } from 'zod';

const MOST = 6;

export function describeIssues(error: z.ZodError): string {
  const described = error.issues.slice(0, MOST).map(describeIssue);
  const more = error.issues.length - described.length;
  return more > 0 ? `${described.join('; ')}; and ${more} more` : described.join('; ');
}

function describeIssue(issue: z.core.$ZodIssue): string {
  const path = issue.path.map(String).join('.');
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => `unknown key "${path === '' ? key : `${path}.${key}`}"`).join('; ');
  }
  return `${path === '' ? 'the value' : `"${path}"`} ${describeProblem(issue.message)}`;
}

/** zod's own sentences begin with "Invalid input: " or "Too "; ours with "is". */
export function describeProblem(message: string): string {
  if (message.startsWith('is ')) return message;
  return message.replace(/^Invalid input: /, 'is wrong: ').replace(/^(Too |Invalid )/, 'is wrong: $1');
}
