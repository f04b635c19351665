// Packs files into a ZIP without compressing them (APPNOTE 4.3), so that a folder can be sent as one body.

const LOCAL = 0x04034b50;
const CENTRAL = 0x02014b50;
const END = 0x06054b50;
const VERSION = 20;
const UTF8 = 0x0800;

const CRC_TABLE = Uint32Array.from({ length: 256 }, (_, n) => {
  let c = n;
  for (let bit = 0; bit < 8; bit++) {
    c = c & 1 ? 0xedb88320 ^ (c >>> 1) : c >>> 1;
  }
  return c;
});

function crc32(bytes) {
  let crc = 0xffffffff;
  for (const byte of bytes) {
    crc = CRC_TABLE[(crc ^ byte) & 0xff] ^ (crc >>> 8);
  }
  return (crc ^ 0xffffffff) >>> 0;
}

/** A header of fields: a signature, then numbers of two or four bytes, then bytes. */
function header(signature, fields, ...rest) {
  const view = new DataView(new ArrayBuffer(4 + fields.reduce((sum, [size]) => sum + size, 0)));
  view.setUint32(0, signature, true);
  let at = 4;
  for (const [size, value] of fields) {
    size === 2 ? view.setUint16(at, value, true) : view.setUint32(at, value, true);
    at += size;
  }
  return new Blob([view, ...rest]);
}

/**
 * Resolves to an archive.
 *
 * @param files `[{ path, file }]`, the paths with slashes
 */
export async function zipOf(files) {
  const parts = [];
  const directory = [];
  let offset = 0;
  for (const { path, file } of files) {
    const bytes = new Uint8Array(await file.arrayBuffer());
    const name = new TextEncoder().encode(path);
    const sizes = [[4, crc32(bytes)], [4, bytes.length], [4, bytes.length], [2, name.length], [2, 0]];
    const common = [[2, UTF8], [2, 0], [2, 0], [2, 0x21], ...sizes]; // stored; the first day that there is
    const local = header(LOCAL, [[2, VERSION], ...common], name, bytes);
    directory.push(header(CENTRAL, [[2, VERSION], [2, VERSION], ...common, [2, 0], [2, 0], [2, 0], [4, 0], [4, offset]], name));
    parts.push(local);
    offset += local.size;
  }
  const central = new Blob(directory);
  const end = header(END, [[2, 0], [2, 0], [2, files.length], [2, files.length], [4, central.size], [4, offset], [2, 0]]);
  return new Blob([...parts, central, end], { type: 'application/zip' });
}
