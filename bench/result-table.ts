import type { Figure } from './measurement.js'

/** Figures as a table, one a line: `  apic  52 000 requests/s  undici 61 000  ratio 0.85  (target 0.50: met)`. */
export function resultTable(figures: readonly Figure[]): string {
  const rows = figures.map((figure) => [
    figure.name,
    `${rounded(figure.value)} ${figure.unit}`,
    figure.reference === undefined ? '' : `${figure.reference.name} ${rounded(figure.reference.value)}`,
    figure.ratio === undefined ? '' : `ratio ${figure.ratio.toFixed(2)}`,
    verdict(figure),
  ])
  const widths = rows.reduce(
    (widest, row) => row.map((cell, column) => Math.max(cell.length, widest[column] ?? 0)),
    [] as number[],
  )
  return rows
    .map((row) => `  ${row.map((cell, column) => cell.padEnd(widths[column]!)).join('  ')}`.trimEnd())
    .join('\n')
}

function rounded(value: number): string {
  return value >= 1000 ? String(Math.round(value)) : value.toPrecision(3)
}

function verdict({ ratio, target }: Figure): string {
  if (ratio === undefined || target === undefined) return ''
  return `(target ${target.toFixed(2)}: ${ratio >= target ? 'met' : 'missed'})`
}
