import type { Envelope, MeasuredStrain } from '../../envelope/measure.js'
import { shownLine } from '../evidence-lines.js'
import { amountText, limitText, positionOf } from './limit-text.js'

/** Characters of a whole bar. */
const BAR = 24

/** An envelope for a terminal: a bar on a logarithmic scale for each strain, and what goes wrong beyond. */
export function envelopeTerminalReport({ controller, time, undisturbed, strains }: Envelope): string {
  const width = Math.max(0, ...strains.map(({ strain }) => strain.title.length))
  return [
    `${controller}: what the client survives\n${time}`,
    ...(undisturbed === undefined ? [] : [undisturbedText(undisturbed)]),
    ...(strains.length === 0 ? [] : [strains.map((measured) => strainLines(measured, width)).join('\n')]),
  ].join('\n\n')
}

/** Why nothing was measured, in a sentence, safe to print. */
export function undisturbedText(undisturbed: string): string {
  return `Nothing was measured: the client does not survive undisturbed work. ${shownLine(undisturbed)}`
}

/** What goes wrong at the smallest value that is not survived, safe to print; undefined where all were survived. */
export function beyondText({ strain: { unit }, limit, beyond }: MeasuredStrain): string | undefined {
  if (limit.failed === undefined || beyond === undefined) return undefined
  return `at ${amountText(unit, limit.failed)}: ${shownLine(beyond)}`
}

function strainLines(measured: MeasuredStrain, width: number): string {
  const { strain, limit } = measured
  const filled = Math.round(positionOf(strain.unit, limit.survived ?? 0) * BAR)
  const bar = '#'.repeat(filled).padEnd(BAR, '.')
  const beyond = beyondText(measured)
  const line = `${strain.title.padEnd(width)}  [${bar}] ${limitText(measured)}`
  return beyond === undefined ? line : `${line}\n    ${beyond}`
}
