import { requestField, shown } from '../evidence/exchanges.js'
import { finding, ruleOf } from '../rule.js'

const NEEDED = ['x-auth-access-token', 'x-auth-refresh-token'] as const

/** A refresh proves itself by both tokens. */
export const bothTokensSent = ruleOf(
  {
    id: 'fmc.both-tokens-sent',
    title: 'A refresh carries both tokens',
    level: 'must',
    axis: 'manners',
    requirement: 'Each refresh has X-auth-access-token and X-auth-refresh-token.',
    remedy: 'The refresh token alone is refused. Keep both tokens of the last reply, and send both.',
    source: 'QSG, LAB-102, fireREST',
    confidence: 'confirmed',
    controllers: ['fmc'],
    needs: 'a refresh.',
  },
  ({ exchanges }) => {
    const refreshes = exchanges.filter(({ purpose }) => purpose === 'refresh')
    return {
      seen: refreshes.length > 0,
      findings: refreshes.flatMap((exchange) => {
        const missing = NEEDED.filter((name) => !requestField(exchange, name))
        return missing.length === 0
          ? []
          : [
              finding(
                `expected both tokens; ${shown(exchange)} came without ${missing.join(' and ')}`,
                exchange,
              ),
            ]
      }),
    }
  },
)
