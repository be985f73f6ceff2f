import { formatDuration } from '../../../simulator/index.js'
import { marginsOf } from '../evidence/token-margin.js'
import { finding, ruleOf } from '../rule.js'

/** How close a client cuts it. */
export const refreshMargin = ruleOf(
  {
    id: 'apic.refresh-margin',
    title: 'How much of a token is left when it is refreshed',
    level: 'observe',
    axis: 'manners',
    requirement: 'Tells the smallest margin of all refreshes.',
    remedy: 'A margin below two round trips and a time-out leaves no second try.',
    source: 'by construction',
    confidence: 'confirmed',
    controllers: ['apic'],
    needs: 'a refresh that succeeds.',
  },
  (recording) => {
    const refreshes = marginsOf(recording).filter(({ renewal }) => renewal.purpose === 'refresh')
    const [first, ...rest] = refreshes
    if (first === undefined) return { seen: false, findings: [] }
    const smallest = rest.reduce((least, margin) => (margin.leftMs < least.leftMs ? margin : least), first)
    const { leftMs, lifetimeMs, before, renewal } = smallest
    return {
      seen: true,
      findings: [
        finding(
          `the smallest margin of ${refreshes.length} refreshes was ${formatDuration(leftMs)} of ${formatDuration(lifetimeMs)}`,
          before.entry,
          renewal,
        ),
      ],
    }
  },
)
