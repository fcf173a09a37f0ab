#!/usr/bin/env node
// Packages the extension and checks what is inside: the listed files, no more, and less than 300 KB.
//   node tools/workbench/package.mjs        prints the path of the .vsix on its last line
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const LARGEST = 300_000;
const EXPECTED = [
  '[Content_Types].xml',
  'extension.vsixmanifest',
  'extension/LICENSE.txt',
  'extension/changelog.md',
  'extension/dist/extension.js',
  'extension/images/icon.png',
  'extension/package.json',
  'extension/readme.md',
];
const RULE_PAGE = /^extension\/dist\/rules\/\w+\.md$/;

const extension = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../../vscode-extension');

/** Packages the extension and gives the path of the .vsix; throws when its content is not as it should be. */
export function packageExtension() {
  const vsix = path.join(extension, 'out', 'ckptlens.vsix');
  fs.mkdirSync(path.dirname(vsix), { recursive: true });
  const vsce = path.join(extension, 'node_modules', '@vscode', 'vsce', 'vsce');
  const options = ['package', '--no-dependencies', '--allow-missing-repository', '--out', vsix];
  execFileSync(process.execPath, [vsce, ...options], { cwd: extension, stdio: ['ignore', 'ignore', 'inherit'] });
  checkContent(zipEntries(fs.readFileSync(vsix)), fs.statSync(vsix).size);
  return vsix;
}

function checkContent(found, size) {
  const extra = found.filter(name => !EXPECTED.includes(name) && !RULE_PAGE.test(name));
  const missing = [...EXPECTED, 'extension/dist/rules/CK207.md'].filter(name => !found.includes(name));
  if (extra.length + missing.length > 0) {
    throw new Error(`the .vsix should not hold [${extra}] and lacks [${missing}]; see "files" in vscode-extension/package.json`);
  }
  if (size >= LARGEST) {
    throw new Error(`the .vsix is ${size} bytes large, the limit is ${LARGEST}; look at what the bundle dist/extension.js holds`);
  }
}

/** The names in a zip file's central directory. */
function zipEntries(zip) {
  const end = zip.lastIndexOf('PK\x05\x06', undefined, 'latin1');
  const names = [];
  let at = zip.readUInt32LE(end + 16);
  for (let left = zip.readUInt16LE(end + 10); left > 0; left -= 1) {
    const [name, extra, comment] = [28, 30, 32].map(offset => zip.readUInt16LE(at + offset));
    names.push(zip.toString('utf8', at + 46, at + 46 + name));
    at += 46 + name + extra + comment;
  }
  return names;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  process.stdout.write(`${packageExtension()}\n`);
}
