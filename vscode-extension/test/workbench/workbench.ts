/** A real workbench without a display: code-server on the loopback interface, driven through Chromium. */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import * as fs from 'node:fs';
import * as net from 'node:net';
import * as os from 'node:os';
import * as path from 'node:path';
import { type Browser, type Page, chromium } from 'playwright-core';

export const EXTENSION = process.cwd();
const TOOLS = path.resolve(EXTENSION, '../tools/workbench');
const START_LIMIT_MS = 60_000;
const BROWSER_FLAGS = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking'];

const QUIET_SETTINGS = {
  'workbench.startupEditor': 'none',
  'workbench.tips.enabled': false,
  'workbench.reduceMotion': 'on',
  'workbench.enableExperiments': false,
  'telemetry.telemetryLevel': 'off',
  'update.mode': 'none',
  'extensions.autoUpdate': false,
  'extensions.ignoreRecommendations': true,
  'editor.minimap.enabled': false,
  'editor.accessibilitySupport': 'off',
  'git.enabled': false,
  'window.commandCenter': false,
  'chat.disableAIFeatures': true,
};

export interface Options {
  settings: Record<string, unknown>;
  files: Record<string, string>;
  /** Installs the packaged extension; not needed when the window loads it from its folder. */
  install?: boolean;
  trust?: boolean;
  environment?: Record<string, string>;
}

export interface Workbench {
  port: number;
  folder: string;
  page: Page;
  log(channel: string): string;
  stop(): Promise<void>;
}

/** The value of an environment variable that the tests cannot do without. */
export function needed(name: string, what: string): string {
  const value = process.env[name];
  if (!value) {
    throw new Error(`Set ${name} to ${what}.`);
  }
  return value;
}

export async function startWorkbench(options: Options): Promise<Workbench> {
  const root = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'ckptlens-workbench-')));
  const folder = path.join(root, 'project');
  writeFiles(folder, options.files);
  const settings = { ...QUIET_SETTINGS, 'security.workspace.trust.enabled': options.trust === false, ...options.settings };
  writeFiles(root, { 'data/User/settings.json': JSON.stringify(settings), 'config.yaml': 'auth: none\ncert: false\n' });
  const port = await freePort();
  const server = await startServer(root, port, options);
  let browser: Browser | undefined;
  const stop = async (): Promise<void> => {
    await browser?.close();
    await endGroup(server);
    fs.rmSync(root, { recursive: true, force: true, maxRetries: 5 });
  };
  try {
    browser = await chromium.launch({ executablePath: browserPath(), headless: true, args: BROWSER_FLAGS });
    const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
    page.setDefaultTimeout(START_LIMIT_MS);
    return { port, folder, page, stop, log: channel => readLog(root, channel) };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** Opens the window on the project's folder, with the given parts of the address' payload. */
export async function openWindow({ port, folder, page }: Workbench, payload: [string, string][]): Promise<void> {
  const remote = (file: string): string => `vscode-remote://127.0.0.1:${port}${file}`;
  const query = new URLSearchParams({ folder, payload: JSON.stringify(payload.map(([name, file]) => [name, remote(file)])) });
  await page.goto(`http://127.0.0.1:${port}/?${query.toString().replaceAll('+', '%20')}`);
}

function writeFiles(folder: string, files: Record<string, string>): void {
  for (const [name, text] of Object.entries(files)) {
    const file = path.join(folder, name);
    fs.mkdirSync(path.dirname(file), { recursive: true });
    fs.writeFileSync(file, text);
  }
}

async function startServer(root: string, port: number, options: Options): Promise<ChildProcess> {
  const entry = lastLine(execFileSync(process.execPath, [path.join(TOOLS, 'install.mjs')], { encoding: 'utf8' }));
  const folders = ['--user-data-dir', path.join(root, 'data'), '--extensions-dir', path.join(root, 'extensions'), '--config', path.join(root, 'config.yaml')];
  const env = { ...process.env, HOME: root, XDG_CONFIG_HOME: path.join(root, 'config'), XDG_DATA_HOME: path.join(root, 'share'), ...options.environment };
  if (options.install === true) {
    const vsix = lastLine(execFileSync(process.execPath, [path.join(TOOLS, 'package.mjs')], { encoding: 'utf8' }));
    execFileSync(process.execPath, [entry, ...folders, '--install-extension', vsix], { env, stdio: 'ignore' });
  }
  const trust = options.trust === false ? [] : ['--disable-workspace-trust'];
  const flags = ['--bind-addr', `127.0.0.1:${port}`, '--auth', 'none', '--disable-telemetry', '--disable-update-check', ...trust];
  const output = fs.openSync(path.join(root, 'server.log'), 'w');
  const server = spawn(process.execPath, [entry, ...folders, ...flags], { env, detached: true, stdio: ['ignore', output, output] });
  await until('the workbench answers', async () => (await fetch(`http://127.0.0.1:${port}/healthz`).catch(() => undefined))?.ok === true);
  return server;
}

function lastLine(text: string): string {
  return text.trim().split('\n').pop() ?? '';
}

function browserPath(): string {
  const candidates = [process.env.CKPTLENS_CHROMIUM, '/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];
  const found = candidates.find(file => file !== undefined && fs.existsSync(file));
  if (found === undefined) {
    throw new Error('No Chromium found. Install the package chromium, or set CKPTLENS_CHROMIUM to its executable.');
  }
  return found;
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const listener = net.createServer().on('error', reject);
    listener.listen(0, '127.0.0.1', () => {
      const { port } = listener.address() as net.AddressInfo;
      listener.close(() => {
        resolve(port);
      });
    });
  });
}

/** The server's process group: the extension hosts are its children. */
async function endGroup(server: ChildProcess): Promise<void> {
  const { pid } = server;
  if (pid !== undefined && server.exitCode === null) {
    const ended = new Promise(resolve => server.once('exit', resolve));
    process.kill(-pid, 'SIGTERM');
    await ended;
  }
}

/** All that was written to the output channel of this name. */
function readLog(root: string, channel: string): string {
  const logs = path.join(root, 'data', 'logs');
  const files = fs.existsSync(logs) ? fs.readdirSync(logs, { recursive: true, encoding: 'utf8' }) : [];
  return files.filter(file => path.basename(file) === `${channel}.log`).map(file => fs.readFileSync(path.join(logs, file), 'utf8')).join('');
}

/** Waits until the condition holds; asks for it again every few milliseconds. */
export async function until(what: string, holds: () => boolean | Promise<boolean>, limit = START_LIMIT_MS): Promise<void> {
  for (const end = Date.now() + limit; !(await holds()); ) {
    if (Date.now() > end) {
      throw new Error(`after ${limit / 1000} s it is not true that ${what}`);
    }
    await new Promise(resolve => setTimeout(resolve, 40));
  }
}
