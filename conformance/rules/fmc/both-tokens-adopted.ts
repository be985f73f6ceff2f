import { lostReplies } from '../evidence/disturbances.js'
import { isGrant, requestField, responseField, sessionOf, shown } from '../evidence/exchanges.js'
import { type Finding, finding, ruleOf } from '../rule.js'

const REFRESH_TOKEN = 'x-auth-refresh-token'

/** A refresh replaces both tokens. */
export const bothTokensAdopted = ruleOf(
  {
    id: 'fmc.both-tokens-adopted',
    title: 'Both tokens of a refresh are adopted',
    level: 'must',
    axis: 'manners',
    requirement:
      'Each refresh carries the refresh token that came with the last login or refresh of its session.',
    remedy:
      'The old refresh token dies with the old access token, and the session cannot be refreshed again. Take both header fields from each reply.',
    source: 'QSG, LAB-102; option oldRefreshToken',
    confidence: 'confirmed',
    controllers: ['fmc'],
    needs: 'two refreshes of one session.',
  },
  (recording) => {
    const lost = lostReplies(recording)
    const newest = new Map<string, (typeof recording.exchanges)[number]>()
    const findings: Finding[] = []
    let seen = false
    for (const exchange of recording.exchanges) {
      const session = sessionOf(exchange)
      if (session === undefined) continue
      const grant = newest.get(session)
      if (exchange.purpose === 'refresh' && grant !== undefined && !lost.has(grant)) {
        const sent = requestField(exchange, REFRESH_TOKEN)
        const given = responseField(grant, REFRESH_TOKEN)
        seen ||= grant.purpose === 'refresh'
        if (sent !== undefined && given !== undefined && sent !== given) {
          findings.push(
            finding(
              `expected the newest refresh token; ${shown(exchange)} carried another one`,
              grant,
              exchange,
            ),
          )
        }
      }
      if (isGrant(exchange)) newest.set(session, exchange)
    }
    return { seen, findings }
  },
)
