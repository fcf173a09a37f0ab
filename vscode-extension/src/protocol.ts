/** The server's own requests and notifications, beside those of LSP. docs/protocol.md describes them. */
import { NotificationType, RequestType } from 'vscode-languageclient/node';
import type { Location, Range, TextDocumentIdentifier, WorkspaceEdit } from 'vscode-languageclient/node';

export type KeyStatus = 'complete' | 'holes' | 'partial';

export interface Hole {
  name: string;
  reason: string;
}

export interface PredictedKey {
  key: string;
  shape: (number | null)[] | null;
  dtype: string | null;
  when: string | null;
  location: Location | null;
  holes: Hole[];
}

export interface KeyEvent {
  kind: string;
  api: string;
  style: string;
  label: string;
  status: KeyStatus;
  uri: string;
  range: Range;
  madeAt: Location | null;
  path: string | null;
  keys: PredictedKey[];
  /** Only of restores: variables that the file lacks, variables that keep their initial value, keys that nothing reads, the exception. */
  missing?: string[];
  leftAtInit?: string[];
  unusedKeys?: string[];
  raises?: string | null;
}

export interface KeyGap {
  location: Location;
  reason: string;
}

/** What changed since the text that was saved before. */
export interface KeyChange {
  added: string[];
  removed: string[];
  renamed: [string, string][];
}

export interface KeyPreview {
  uri: string;
  version: number | null;
  stack: string;
  stackReason?: string;
  status: KeyStatus;
  events: KeyEvent[];
  gaps: KeyGap[];
  problems: { message: string }[];
  change?: KeyChange | null;
}

export interface ServerStatus {
  state: 'starting' | 'ready' | 'analysing' | 'error';
  message?: string | null;
}

export interface AssignmentMapParams {
  textDocument: TextDocumentIdentifier;
  range: Range;
  checkpoint?: string;
  /** Instead of a checkpoint: the git revision whose program wrote the checkpoints. */
  revision?: string;
}

export type Target = 'tf1' | 'tf2' | 'both';

/** The one argument of the server's command `ckptlens.convert`. */
export interface ConvertArgument {
  source: string;
  destination: string;
  to: Target;
  root?: string;
}

export const keysRequest = new RequestType<{ textDocument: TextDocumentIdentifier }, KeyPreview | null, void>('ckptlens/keys');
export const keysChanged = new NotificationType<KeyPreview>('ckptlens/keysChanged');
export const assignmentMapRequest = new RequestType<AssignmentMapParams, WorkspaceEdit | null, void>('ckptlens/assignmentMap');
export const serverStatus = new NotificationType<ServerStatus>('ckptlens/status');
export const CONVERT_COMMAND = 'ckptlens.convert';
export const COMPARE_COMMAND = 'ckptlens.compare';
