/**
 * The one Content-Security-Policy under which the page runs, whoever serves it: scripts only from our own files, no
 * other origin at all, nothing may frame it. Inline styles are allowed because tables and charts position with them.
 */
export const CONTENT_SECURITY_POLICY: string = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data:",
  "font-src 'self'",
  "connect-src 'self'",
  "frame-ancestors 'none'",
  "base-uri 'none'",
  "form-action 'none'",
].join('; ');
