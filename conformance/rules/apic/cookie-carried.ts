import { isGrant, requestField, shown, tokenOf } from '../evidence/exchanges.js'
import { sessionsSeen } from '../evidence/sessions-seen.js'
import { type Finding, finding, ruleOf } from '../rule.js'

/** The token must arrive as it left. */
export const cookieCarried = ruleOf(
  {
    id: 'apic.cookie-carried',
    title: 'The APIC-cookie arrives as the controller gave it out',
    level: 'must',
    axis: 'manners',
    requirement: 'After its login a client sends no APIC-cookie that the controller never gave out.',
    remedy:
      'Tokens contain / + and =. A cookie jar that quotes, decodes or cuts the value breaks it: send the text of the reply as it is.',
    source: 'AG, AP, AN',
    confidence: 'confirmed',
    controllers: ['apic'],
    needs: 'a login, and a request with an APIC-cookie after it.',
  },
  (recording) => {
    const given = new Set(
      [...sessionsSeen(recording).byId.values()].flatMap(({ tokens }) =>
        tokens.map(({ fingerprint }) => fingerprint),
      ),
    )
    const findings: Finding[] = []
    let login: (typeof recording.exchanges)[number] | undefined
    let seen = false
    for (const exchange of recording.exchanges) {
      const { auth } = exchange
      const isCall = login !== undefined && exchange.purpose !== 'login'
      if (isCall && /apic-cookie/i.test(requestField(exchange, 'cookie') ?? '')) {
        seen = true
        if (auth.outcome === 'refused' && auth.cause === 'unknown' && !given.has(tokenOf(exchange))) {
          findings.push(
            finding(
              `expected a token of this controller; the cookie of ${shown(exchange)} holds none`,
              login!,
              exchange,
            ),
          )
        }
      }
      if (exchange.purpose === 'login' && isGrant(exchange)) login = exchange
    }
    return { seen, findings }
  },
)
