/** What a person does in the window, and what they see. */
import * as fs from 'node:fs';
import * as path from 'node:path';
import type { FrameLocator, Locator, Page } from 'playwright-core';
import { EXTENSION, type Workbench, openWindow } from './workbench';

const SHOTS = process.env.CKPTLENS_SCREENSHOTS === '1' ? path.resolve(EXTENSION, '../docs/images') : path.join(EXTENSION, 'out', 'screenshots');

export async function openFile(workbench: Workbench, file: string): Promise<void> {
  await openWindow(workbench, [['openFile', path.join(workbench.folder, file)]]);
  await line(workbench.page, 'import').waitFor();
}

/** The first line of the editor that holds the text. Monaco shows spaces as no-break spaces, which Playwright's plain text matching folds. */
export function line(page: Page, text: string): Locator {
  return page.locator('.monaco-editor .view-line', { hasText: text }).first();
}

export function squiggle(page: Page): Locator {
  return page.locator('.squiggly-warning, .squiggly-error').first();
}

/** Rests the mouse on the middle of an element; squiggles lie under the text, so Playwright's own hover refuses them. */
export async function pointAt(page: Page, element: Locator): Promise<void> {
  const box = await element.boundingBox();
  if (box === null) {
    throw new Error('the element to point at is not on the screen');
  }
  await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
}

export async function lightbulb(page: Page, at: string): Promise<Locator> {
  await line(page, at).click();
  await page.keyboard.press('Control+.');
  const rows = page.locator('.action-widget .monaco-list-row');
  await rows.first().waitFor();
  return rows;
}

/** The rows of the view *Checkpoint Keys*. */
export function keyRows(page: Page): Locator {
  return page.locator('[id="workbench.view.extension.ckptlens"] .monaco-list-row');
}

export async function runCommand(page: Page, title: string): Promise<void> {
  await page.keyboard.press('F1');
  await answer(page, `>${title}`, title);
}

/** Types into the open quick input, when there is something to type, and takes the row that holds the text. */
export async function answer(page: Page, typed: string | undefined, row: string): Promise<void> {
  const input = page.locator('.quick-input-widget input').first();
  await page.locator('.quick-input-widget').waitFor();
  if (typed !== undefined) {
    await input.fill(typed);
  }
  await page.locator('.quick-input-list .monaco-list-row', { hasText: row }).first().click();
}

/** What the Markdown preview in the editor shows; a page in a page in a page. */
export function markdownPreview(page: Page): FrameLocator {
  return page.frameLocator('iframe.webview').frameLocator('iframe#active-frame');
}

export function notification(page: Page, text: string): Locator {
  return page.locator('.notification-list-item', { hasText: text }).first();
}

/** A picture of a part of the window. It goes to docs/images when CKPTLENS_SCREENSHOTS is 1, else to out/screenshots. */
export async function screenshot(page: Page, name: string, clip: { x: number; y: number; width: number; height: number }): Promise<void> {
  fs.mkdirSync(SHOTS, { recursive: true });
  await page.screenshot({ path: path.join(SHOTS, `${name}.png`), clip });
}

export async function screenshotOfFailure(page: Page, name: string): Promise<void> {
  const folder = path.join(EXTENSION, 'out', 'screenshots');
  fs.mkdirSync(folder, { recursive: true });
  await page.screenshot({ path: path.join(folder, `${name}-failed.png`) });
}
