import { EVERY_CONTROLLER } from '../every-controller.js'
import { requestField, shown } from '../evidence/exchanges.js'
import { type Finding, finding, ruleOf } from '../rule.js'

const MOST_FINDINGS = 10

/** A password that goes out with each request is in each log on the way. */
export const credentialsAtLoginOnly = ruleOf(
  {
    id: 'login.credentials-at-login-only',
    title: 'The password goes to the login endpoint only',
    level: 'must',
    axis: 'manners',
    requirement: 'No other request than a login carries Basic credentials.',
    remedy:
      'Whatever sees one of the requests has the password, not only a token that ends. Take the default authentication off the HTTP client, and give it to the login alone.',
    source: 'MISP, XSOAR',
    confidence: 'confirmed',
    controllers: EVERY_CONTROLLER,
    needs: 'a request that is no login.',
  },
  ({ exchanges }) => {
    const others = exchanges.filter(({ purpose }) => purpose !== 'login')
    const findings: Finding[] = others
      .filter((exchange) => /^basic /i.test(requestField(exchange, 'authorization') ?? ''))
      .slice(0, MOST_FINDINGS)
      .map((exchange) =>
        finding(`expected a token alone; ${shown(exchange)} carried Basic credentials`, exchange),
      )
    return { seen: others.length > 0, findings }
  },
)
