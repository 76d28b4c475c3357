/** A certificate that signs itself, for servers of tests; made by openssl. */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';

export const hasOpenssl: boolean = spawnSync('openssl', ['version']).status === 0;

export interface TestCertificate {
  readonly key: string;
  readonly cert: string;
  readonly certFile: string;
}

/** `name`: as in the subject's alternative names, e.g. `DNS:localhost`. */
export function makeCertificate(folder: string, name: string): TestCertificate {
  const keyFile = path.join(folder, 'key.pem');
  const certFile = path.join(folder, 'cert.pem');
  const request = 'req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2'.split(' ');
  const names = ['-subj', '/CN=netloupe test', '-addext', `subjectAltName=${name}`];
  const { status, stderr } = spawnSync('openssl', [...request, ...names, '-keyout', keyFile, '-out', certFile], {
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(`openssl: ${stderr}`);
  return { key: readFileSync(keyFile, 'utf8'), cert: readFileSync(certFile, 'utf8'), certFile };
}
