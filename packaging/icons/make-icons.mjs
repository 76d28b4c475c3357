// node packaging/icons/make-icons.mjs: the icons for each system out of src/renderer/icon.svg, with rsvg-convert
// (Debian: librsvg2-bin). What it makes is kept, so that a package needs no program for drawings.
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { root } from '../../scripts/setup/paths.mjs';

const here = path.join(root, 'packaging', 'icons');
const drawing = path.join(root, 'src', 'renderer', 'icon.svg');
const FILES = [16, 24, 32, 48, 64, 128, 256, 512];

function render(size) {
  const { stdout, status, error } = spawnSync('rsvg-convert', ['-w', String(size), '-h', String(size), drawing], {
    maxBuffer: 16 * 1024 * 1024,
  });
  if (status !== 0) throw error ?? new Error('rsvg-convert failed');
  return stdout;
}

/** Windows: a directory of 16 bytes for each image, then the PNGs. */
function ico(sizes) {
  const images = sizes.map((size) => ({ size, png: render(size) }));
  const head = Buffer.alloc(6 + 16 * images.length);
  head.writeUInt16LE(1, 2);
  head.writeUInt16LE(images.length, 4);
  let at = head.length;
  images.forEach(({ size, png }, index) => {
    const entry = 6 + 16 * index;
    head.writeUInt8(size === 256 ? 0 : size, entry);
    head.writeUInt8(size === 256 ? 0 : size, entry + 1);
    head.writeUInt16LE(1, entry + 4);
    head.writeUInt16LE(32, entry + 6);
    head.writeUInt32LE(png.length, entry + 8);
    head.writeUInt32LE(at, entry + 12);
    at += png.length;
  });
  return Buffer.concat([head, ...images.map(({ png }) => png)]);
}

/** macOS: chunks of a type, a length that counts its own head, and a PNG. */
function icns(types) {
  const chunks = Object.entries(types).map(([type, size]) => {
    const png = render(size);
    const head = Buffer.from(`${type}\0\0\0\0`, 'latin1');
    head.writeUInt32BE(png.length + 8, 4);
    return Buffer.concat([head, png]);
  });
  const body = Buffer.concat(chunks);
  const head = Buffer.from('icns\0\0\0\0', 'latin1');
  head.writeUInt32BE(body.length + 8, 4);
  return Buffer.concat([head, body]);
}

for (const size of FILES) writeFileSync(path.join(here, `${size}.png`), render(size));
writeFileSync(path.join(here, 'netloupe.ico'), ico([16, 24, 32, 48, 64, 256]));
writeFileSync(
  path.join(here, 'netloupe.icns'),
  icns({ icp4: 16, icp5: 32, ic07: 128, ic08: 256, ic09: 512, ic11: 32, ic12: 64, ic13: 256 }),
);
