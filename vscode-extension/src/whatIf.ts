/** The command *Check for Another TensorFlow Stack…*: findings and keys as if the code ran there, until the user goes back. */
import * as vscode from 'vscode';
import type { Server } from './server';

/** In the place of the setting `ckptlens.stack` while it is defined. */
let asked: string | undefined;

export function askedStack(): string | undefined {
  return asked;
}

/** Lets the user choose a stack and shows in the editor's language status that it is a what-if, with the way back. */
export class WhatIf implements vscode.Disposable {
  private item: vscode.LanguageStatusItem | undefined;

  constructor(
    private readonly server: Server,
    private readonly stacks: readonly Stack[],
  ) {}

  async choose(): Promise<void> {
    const back = { label: '$(discard) Back to the project’s own stack', id: undefined, description: '' };
    const stacks = this.stacks.map(({ id, description }) => ({ label: id, id, description }));
    const title = 'Check for Another TensorFlow Stack';
    const picked = await vscode.window.showQuickPick(asked === undefined ? stacks : [back, ...stacks], { title, matchOnDescription: true });
    if (picked !== undefined) {
      await this.show(picked.id);
    }
  }

  async back(): Promise<void> {
    await this.show(undefined);
  }

  dispose(): void {
    asked = undefined;
    this.item?.dispose();
  }

  private async show(stack: string | undefined): Promise<void> {
    asked = stack;
    this.item?.dispose();
    this.item = stack === undefined ? undefined : statusItem(stack);
    await vscode.commands.executeCommand('setContext', 'ckptlens.whatIf', stack !== undefined);
    await this.server.settingsChanged();
    if (stack !== undefined) {
      await vscode.commands.executeCommand('workbench.actions.view.problems');
    }
  }
}

export interface Stack {
  id: string;
  description: string;
}

interface Manifest {
  contributes: { configuration: { properties: Record<string, { enum?: string[]; markdownEnumDescriptions?: string[] }> } };
}

/** The stacks that the setting `ckptlens.stack` offers. */
export function stacksOf(manifest: unknown): Stack[] {
  const setting = (manifest as Manifest).contributes.configuration.properties['ckptlens.stack'];
  const described = (setting?.enum ?? []).map((id, index) => ({ id, description: setting?.markdownEnumDescriptions?.[index]?.replaceAll('`', '') ?? '' }));
  return described.filter(({ id }) => id !== '');
}

function statusItem(stack: string): vscode.LanguageStatusItem {
  const item = vscode.languages.createLanguageStatusItem('ckptlens.whatIf', { language: 'python' });
  item.name = 'ckptlens: what if';
  item.text = `What if this ran on ${stack}?`;
  item.detail = 'ckptlens';
  item.severity = vscode.LanguageStatusSeverity.Warning;
  item.command = { command: 'ckptlens.ownStack', title: 'Back to the Project’s Stack' };
  return item;
}
