/** What a run of a program says of its predicted keys, for a notification and as a document. */
import * as path from 'node:path';
import { cell, code, joined, section } from './markdown';
import type { KeyStatus } from './protocol';

/** The answer of the server's command `ckptlens.compare`. */
export interface ComparisonReport {
  path: string;
  stack: string;
  stack_reason: string;
  python: string;
  python_reason: string;
  ended: string;
  raised: string | null;
  is_equal: boolean;
  saves: ComparedSave[];
  not_reached: { api: string; file: string; line: number }[];
}

/** One save that was made, against what was predicted for its line. */
export interface ComparedSave {
  api: string;
  file: string | null;
  line: number | null;
  count: number;
  predicted: boolean;
  status: KeyStatus | null;
  is_equal: boolean;
  equal: string[];
  holes: { key: string; real: string[] }[];
  different: { key: string; predicted: string; real: string }[];
  only_predicted: string[];
  only_real: { key: string; shape: number[]; dtype: string }[];
  absent: string[];
  problem: string | null;
}

export function comparisonSummary(report: ComparisonReport): string {
  const name = path.basename(report.path);
  const right = report.saves.reduce((sum, save) => sum + save.equal.length + filled(save), 0);
  const wrong = report.saves.reduce((sum, save) => sum + save.different.length + save.only_predicted.length + save.only_real.length, 0);
  const verdict = report.is_equal ? 'The keys that TensorFlow wrote are the predicted ones' : 'Predicted and real keys differ';
  return `${name}: ${verdict} (${right} of ${right + wrong} keys are as predicted).`;
}

export function comparisonText(report: ComparisonReport): string {
  return joined([
    `# Predicted and real keys of ${code(path.basename(report.path))}`,
    [
      `- Stack: ${report.stack} (${report.stack_reason})`,
      `- Python: ${code(report.python)} (${report.python_reason})`,
      `- Result: ${report.is_equal ? 'the real keys are the predicted ones' : '**different**'}`,
      ...(report.raised === null ? [] : [`- After its last save the program raised ${code(report.raised)}`]),
    ].join('\n'),
    ...report.saves.map(saveText),
    section(
      'Predicted saves that the run did not come to',
      report.not_reached.map(site => `- ${code(site.api)}, ${place(site.file, site.line)}`),
    ),
  ]);
}

function saveText(save: ComparedSave): string {
  const where = save.file === null || save.line === null ? '' : `, ${place(save.file, save.line)}`;
  const times = save.count > 1 ? `, ${save.count} times` : '';
  const notes = [
    ...(save.predicted ? [] : ['No save was predicted here.']),
    ...(save.problem === null ? [] : [`The keys cannot be listed: ${save.problem}`]),
    ...(save.status === 'partial' ? ['The prediction is partial: the view *Checkpoint Keys* says what could not be followed.'] : []),
  ];
  const rows = [
    ...save.only_predicted.map(key => `| only predicted | ${cell(key)} | |`),
    ...save.only_real.map(key => `| only real | ${cell(key.key)} | [${key.shape.join(', ')}] ${key.dtype} |`),
    ...save.different.map(key => `| different | ${cell(key.key)} | predicted ${key.predicted}, really ${key.real} |`),
    ...save.holes.map(hole => `| hole | ${cell(hole.key)} | ${hole.real.map(cell).join(', ')} |`),
    ...save.absent.map(key => `| not in this save | ${cell(key)} | its condition did not hold, or another save of this call has it |`),
    ...save.equal.map(key => `| equal | ${cell(key)} | |`),
  ];
  const table = rows.length === 0 ? [] : [['| | key | |', '|---|---|---|', ...rows].join('\n')];
  return [`## ${save.api}${where}${times}`, ...notes, ...table].join('\n\n');
}

function filled(save: ComparedSave): number {
  return new Set(save.holes.flatMap(hole => hole.real)).size;
}

function place(file: string, line: number): string {
  return `${path.basename(file)}:${line}`;
}
