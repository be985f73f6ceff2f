import type { Envelope, MeasuredStrain } from '../../envelope/measure.js'
import { codeBlock, escaped } from '../markdown-text.js'
import { amountText } from './limit-text.js'
import { beyondText, undisturbedText } from './terminal.js'

/** An envelope as a page of Markdown. */
export function envelopeMarkdownReport(envelope: Envelope): string {
  const parts = [`## midrun envelope (${envelope.controller})`, ...envelopeMarkdownSection(envelope)]
  return `${parts.join('\n\n')}\n`
}

/** An envelope as parts of a page: a table of limits, and what goes wrong beyond them in a code block. */
export function envelopeMarkdownSection({ time, undisturbed, strains }: Envelope): string[] {
  const beyond = strains.flatMap((measured) => {
    const text = beyondText(measured)
    return text === undefined ? [] : [`${measured.strain.name} ${text}`]
  })
  return [
    escaped(time),
    ...(undisturbed === undefined ? [] : [codeBlock([undisturbedText(undisturbed)])]),
    ...(strains.length === 0 ? [] : [table(strains)]),
    ...(beyond.length === 0 ? [] : ['What goes wrong beyond:', codeBlock(beyond)]),
  ]
}

function table(strains: readonly MeasuredStrain[]): string {
  const rows = strains.map(({ strain: { name, title, unit }, limit: { survived, failed } }) => [
    `\`${name}\``,
    escaped(title),
    survived === undefined ? 'nothing' : amountText(unit, survived),
    failed === undefined ? 'nothing tried' : amountText(unit, failed),
  ])
  return [['strain', 'what it is', 'survived', 'not survived'], ['---', '---', '--:', '--:'], ...rows]
    .map((cells) => `| ${cells.join(' | ')} |`)
    .join('\n')
}
