/** What a call into a plugin came to. A fault is the plugin's own, told to its author; it never ends the process. */
export interface Fault {
  /** One line or a few; where it was thrown, if the language says so. */
  readonly message: string;
  /** Lines of the plugin's own code that led there, each indented; '' where there are none. */
  readonly trace: string;
}

export type Outcome<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly fault: Fault };

export function faulty(message: string, trace: string = ''): { readonly ok: false; readonly fault: Fault } {
  return { ok: false, fault: { message, trace } };
}

/** Text for a log line. */
export function faultText({ message, trace }: Fault): string {
  return trace === '' ? message : `${message}\n${trace}`;
}
