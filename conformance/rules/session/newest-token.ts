import { formatDuration } from '../../../simulator/index.js'
import { lostReplies } from '../evidence/disturbances.js'
import { answeredMs, shown, tokenOf } from '../evidence/exchanges.js'
import { sessionsSeen } from '../evidence/sessions-seen.js'
import { type Finding, finding, ruleOf } from '../rule.js'

/** A request that was under way when its token was replaced arrives within this time, in ms. */
const UNDER_WAY_MS = 5000

/** No request on a token that the client's own refresh has replaced. */
export const newestToken = ruleOf(
  {
    id: 'session.newest-token',
    title: 'Every request carries the newest token',
    level: 'must',
    axis: 'manners',
    requirement: `A token that the client has replaced by a refresh is not used any more ${UNDER_WAY_MS / 1000} s later.`,
    remedy:
      'Where the controller still takes the old token this shows only when that ends, in the middle of something. Adopt the new one from the reply of each refresh, for all connections.',
    source: 'option oldTokenAfterRefresh',
    confidence: 'assumed',
    controllers: ['apic', 'fmc'],
    needs: 'a refresh that succeeds, and a request after it.',
  },
  (recording) => {
    const lost = lostReplies(recording)
    const findings: Finding[] = []
    let seen = false
    for (const { tokens, uses } of sessionsSeen(recording).own) {
      const byFingerprint = new Map(tokens.map((token) => [token.fingerprint, token]))
      const told = new Set<string>()
      for (const use of uses) {
        const token = byFingerprint.get(tokenOf(use))
        if (use.purpose !== 'call' || token === undefined) continue
        seen ||= token.grant?.purpose === 'refresh'
        const { next } = token
        if (next?.grant === undefined || lost.has(next.grant) || told.has(String(token.fingerprint))) continue
        const sinceMs = use.atMs - answeredMs(next.grant)
        if (sinceMs <= UNDER_WAY_MS) continue
        told.add(String(token.fingerprint))
        findings.push(
          finding(
            `expected the newest token; ${shown(use)} carried one that had been replaced ${formatDuration(sinceMs)} before`,
            next.grant,
            use,
          ),
        )
      }
    }
    return { seen, findings }
  },
)
