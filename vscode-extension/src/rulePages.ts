/** The rules' pages, which the extension brings along: the link of a finding's code opens one, drawn as Markdown. */
import * as path from 'node:path';
import * as vscode from 'vscode';

/** The scheme of their addresses. `workbench.editorAssociations` in package.json opens what has it in the Markdown preview. */
export const RULE_PAGES = 'ckptlens-rules';

export class RulePages implements vscode.TextDocumentContentProvider {
  constructor(private readonly extension: vscode.Uri) {}

  async provideTextDocumentContent(page: vscode.Uri): Promise<string> {
    const file = vscode.Uri.joinPath(this.extension, 'dist', 'rules', path.posix.basename(page.path));
    return new TextDecoder().decode(await vscode.workspace.fs.readFile(file));
  }
}
