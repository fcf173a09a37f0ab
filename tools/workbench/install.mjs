#!/usr/bin/env node
// Installs a real VS Code workbench (code-server) without a display, from the npm registry alone.
//   node tools/workbench/install.mjs        prints the entry script on its last line
// The workbench goes to $CKPTLENS_CACHE/workbench-<version>; without the variable to .cache/ in the project root.
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

export const VERSION = '4.100.3';
const RECIPE = 1;
const NATIVE_MODULES = ['@vscode/spdlog', 'node-pty', 'native-watchdog'];
const INSTALL_FLAGS = ['--ignore-scripts', '--omit=dev', '--no-audit', '--no-fund', '--loglevel=error'];

export function cacheFolder() {
  const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');
  return path.resolve(root, process.env.CKPTLENS_CACHE ?? '.cache');
}

const folder = () => path.join(cacheFolder(), `workbench-${VERSION}`);
const stamp = () => path.join(folder(), 'complete.json');
const server = () => path.join(folder(), 'node_modules', 'code-server');

/** The entry script of the installed workbench; installs it first when the stamp is missing or of another recipe. */
export function workbenchEntry() {
  if (!isComplete()) {
    install();
  }
  return path.join(server(), 'out', 'node', 'entry.js');
}

function isComplete() {
  try {
    const { version, recipe, node } = JSON.parse(fs.readFileSync(stamp(), 'utf8'));
    return version === VERSION && recipe === RECIPE && node === process.versions.modules;
  } catch {
    return false;
  }
}

function install() {
  checkTools();
  fs.mkdirSync(folder(), { recursive: true });
  fs.rmSync(stamp(), { force: true });
  fs.writeFileSync(path.join(folder(), 'package.json'), '{"name":"workbench","private":true}\n');
  const vscode = path.join(server(), 'lib', 'vscode');
  step('code-server', () => npm(folder(), 'install', `code-server@${VERSION}`, ...INSTALL_FLAGS));
  step('the workbench inside it', () => npm(vscode, 'install', ...INSTALL_FLAGS));
  step('its built-in extensions', () => npm(path.join(vscode, 'extensions'), 'install', ...INSTALL_FLAGS));
  step('native module argon2', () => npm(folder(), 'rebuild', 'argon2', '--build-from-source'));
  for (const name of NATIVE_MODULES) {
    step(`native module ${name}`, () => compile(path.join(vscode, 'node_modules', name)));
  }
  step('links', () => linkParts(vscode));
  fs.writeFileSync(stamp(), JSON.stringify({ version: VERSION, recipe: RECIPE, node: process.versions.modules }));
}

function checkTools() {
  const major = Number(process.versions.node.split('.')[0]);
  if (major !== 20) {
    fail(`code-server ${VERSION} needs Node 20, this is Node ${process.versions.node}`, 'run this script with Node 20');
  }
  for (const [tool, remedy] of [
    ['rg', 'install the package ripgrep'],
    ['g++', 'install a C++ compiler (build-essential)'],
    ['make', 'install make (build-essential)'],
    ['python3', 'install Python 3'],
  ]) {
    find(tool) ?? fail(`${tool} is not on the PATH`, remedy);
  }
}

function find(tool) {
  const candidates = (process.env.PATH ?? '').split(path.delimiter).map(each => path.join(each, tool));
  return candidates.find(each => fs.existsSync(each));
}

/** The folder that holds include/node/node.h, or none: then node-gyp fetches the headers itself. */
function headers() {
  const prefix = path.dirname(path.dirname(fs.realpathSync(process.execPath)));
  return fs.existsSync(path.join(prefix, 'include', 'node', 'node.h')) ? [`--nodedir=${prefix}`] : [];
}

function npm(cwd, ...args) {
  run('npm', args, cwd, { npm_config_nodedir: headers()[0]?.slice('--nodedir='.length) ?? '' });
}

/** Plain node-gyp: the packages' own install scripts look for prebuilt files on hosts that a build machine may not reach. */
function compile(cwd) {
  const root = execFileSync('npm', ['root', '-g'], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim();
  const gyp = path.join(root, 'npm', 'node_modules', 'node-gyp', 'bin', 'node-gyp.js');
  run(process.execPath, [gyp, 'rebuild', ...headers()], cwd);
}

/** What the packages' install scripts would do next: ripgrep in its place, and the names that code-server looks for. */
function linkParts(vscode) {
  const ripgrep = path.join(vscode, 'node_modules', '@vscode', 'ripgrep', 'bin');
  fs.mkdirSync(ripgrep, { recursive: true });
  link(find('rg'), path.join(ripgrep, 'rg'));
  link('node_modules', path.join(vscode, 'node_modules.asar'));
  const platform = process.platform === 'darwin' ? 'darwin' : 'linux';
  link(`code-${platform}.sh`, path.join(vscode, 'bin', 'remote-cli', 'code-server'));
  link(`browser-${platform}.sh`, path.join(vscode, 'bin', 'helpers', 'browser.sh'));
}

function link(target, at) {
  fs.rmSync(at, { force: true, recursive: true });
  fs.symlinkSync(target, at);
}

function run(command, args, cwd, env = {}) {
  try {
    execFileSync(command, args, { cwd, env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'pipe'], maxBuffer: 1 << 28 });
  } catch (error) {
    const output = `${error.stdout ?? ''}${error.stderr ?? ''}`.trim().split('\n').slice(-15).join('\n');
    fail(`${[command, ...args].join(' ')}\n${output}`, `see the lines above; the half-made folder is ${folder()}, run again to go on`);
  }
}

function step(what, work) {
  const start = Date.now();
  process.stderr.write(`workbench: ${what} ... `);
  work();
  process.stderr.write(`${((Date.now() - start) / 1000).toFixed(1)} s\n`);
}

function fail(problem, remedy) {
  process.stderr.write(`\nworkbench: ${problem}\nRemedy: ${remedy}.\n`);
  process.exit(1);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  process.stdout.write(`${workbenchEntry()}\n`);
}
