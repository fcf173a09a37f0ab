/** What a finished conversion says of itself, for a notification and as a document. */
import * as path from 'node:path';
import { cell, code, joined, section } from './markdown';
import type { ConvertArgument } from './protocol';

/** The answer of the server's command `ckptlens.convert`. */
export interface ConversionReport {
  restored: number;
  total: number;
  /** Null where no Python with TensorFlow was found: values are then compared by checksum alone. */
  restored_with: string | null;
  keys: { source: string; target: string }[];
  added: string[];
  left_out: { key: string; reason: string }[];
  notes: string[];
  files: string[];
}

const WORLD = { tf1: 'name-based, for TensorFlow 1', tf2: 'object-based, for TensorFlow 2', both: 'for TensorFlow 1 and 2' } as const;

export function summary(report: ConversionReport, { destination, to }: ConvertArgument): string {
  const left = report.left_out.length > 0 ? ` ${report.left_out.length} left out.` : '';
  const proof =
    report.restored_with === null
      ? `${report.total} values are equal to the source by checksum; no Python with TensorFlow was found to restore them with.`
      : `Restored with TensorFlow and equal to the source: ${report.restored} of ${report.total} variables.`;
  return `Wrote ${path.basename(destination)} (${WORLD[to]}). ${proof}${left}`;
}

export function reportText(report: ConversionReport, { source, destination, to }: ConvertArgument): string {
  return joined([
    '# Checkpoint conversion',
    `- Source: \`${source}\`\n- Destination: \`${destination}\` (${WORLD[to]})`,
    `## Proof\n\n${proofText(report)}`,
    section('Left out', report.left_out.map(({ key, reason }) => `- ${code(key)}: ${reason}`)),
    section('Notes', report.notes.map(note => `- ${note}`)),
    section('Added', report.added.map(key => `- ${code(key)}`)),
    section('Keys', ['| Source | Destination |', '|---|---|', ...report.keys.map(row => `| ${cell(row.source)} | ${cell(row.target)} |`)]),
    section('Files', report.files.map(file => `- \`${file}\``)),
  ]);
}

function proofText({ restored, restored_with, total }: ConversionReport): string {
  return restored_with === null
    ? `All ${total} values were compared by checksum. Nothing was restored: no Python with TensorFlow was found.`
    : `${restored} of ${total} variables came back bit for bit through \`${restored_with}\`.`;
}
