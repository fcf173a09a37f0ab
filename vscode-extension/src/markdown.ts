/** Pieces of the documents that commands show. */

export function section(title: string, lines: string[]): string {
  return lines.length === 0 ? '' : `## ${title}\n\n${lines.join('\n')}`;
}

export function code(text: string): string {
  return text.includes('`') ? `\`\` ${text} \`\`` : `\`${text}\``;
}

export function cell(text: string): string {
  return code(text).replaceAll('|', '\\|');
}

/** The parts that are not empty, with a blank line between them. */
export function joined(parts: string[]): string {
  return parts
    .filter(part => part !== '')
    .join('\n\n')
    .concat('\n');
}
