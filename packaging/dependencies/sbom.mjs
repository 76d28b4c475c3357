// What is inside as a bill of materials: CycloneDX 1.6, JSON, the same for the same commit.
import { licenceName, manifestOf } from './licences.mjs';

function purl(name, version) {
  return `pkg:npm/${name.replace('@', '%40')}@${encodeURIComponent(version)}`;
}

/** npm's `sha512-BASE64` as CycloneDX writes hashes. */
function hashesOf(integrity) {
  const match = /^sha(\d+)-(.+)$/.exec(integrity ?? '');
  if (match === null) return {};
  return { hashes: [{ alg: `SHA-${match[1]}`, content: Buffer.from(match[2], 'base64').toString('hex') }] };
}

function licencesOf(name) {
  if (name === 'UNKNOWN') return {};
  const isExpression = /\b(OR|AND|WITH)\b/.test(name);
  return { licenses: [isExpression ? { expression: name } : { license: { id: name } }] };
}

function component(one) {
  const manifest = manifestOf(one);
  const reference = purl(one.name, one.version);
  return {
    'bom-ref': one.place,
    type: 'library',
    name: one.name,
    version: one.version,
    ...(typeof manifest.description === 'string' ? { description: manifest.description } : {}),
    ...licencesOf(licenceName(manifest)),
    purl: reference,
    ...hashesOf(one.integrity),
  };
}

function platformPart(name, version, licence, cpe) {
  return { 'bom-ref': name, type: 'framework', name, version, licenses: [{ license: { id: licence } }], cpe };
}

export function bomOf({ packages, runtime, version, epochSeconds }) {
  const parts = [
    platformPart('electron', runtime.version, 'MIT', `cpe:2.3:a:electronjs:electron:${runtime.version}:*:*:*:*:*:*:*`),
  ];
  if (runtime.chromium !== null) {
    const cpe = `cpe:2.3:a:google:chrome:${runtime.chromium}:*:*:*:*:*:*:*`;
    parts.push(platformPart('chromium', runtime.chromium, 'BSD-3-Clause', cpe));
  }
  if (runtime.node !== null) {
    parts.push(platformPart('node', runtime.node, 'MIT', `cpe:2.3:a:nodejs:node.js:${runtime.node}:*:*:*:*:*:*:*`));
  }
  return {
    $schema: 'http://cyclonedx.org/schema/bom-1.6.schema.json',
    bomFormat: 'CycloneDX',
    specVersion: '1.6',
    version: 1,
    metadata: {
      timestamp: new Date(epochSeconds * 1000).toISOString(),
      component: {
        'bom-ref': 'netloupe',
        type: 'application',
        name: 'netloupe',
        version,
        licenses: [{ license: { id: 'MIT' } }],
      },
    },
    components: [...parts, ...packages.map(component)],
  };
}
