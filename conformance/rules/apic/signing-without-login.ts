import { shown } from '../evidence/exchanges.js'
import { finding, ruleOf } from '../rule.js'

/** A client that signs has no session to lose. */
export const signingWithoutLogin = ruleOf(
  {
    id: 'apic.signing-without-login',
    title: 'A client that signs does not log in',
    level: 'observe',
    axis: 'manners',
    requirement: 'Tells logins of a client whose requests are signed.',
    remedy:
      'Signatures need no session: the login only makes one that can be lost. Subscriptions are the exception.',
    source: 'AN, NC',
    confidence: 'likely',
    controllers: ['apic'],
    needs: 'a request that is accepted for its signature.',
  },
  ({ exchanges }) => ({
    seen: exchanges.some(({ auth }) => auth.outcome === 'accepted' && auth.how === 'signature'),
    findings: exchanges.some(({ auth }) => auth.outcome === 'accepted' && auth.how === 'signature')
      ? exchanges
          .filter(({ purpose }) => purpose === 'login')
          .map((exchange) => finding(`a client that signs sent ${shown(exchange)}`, exchange))
      : [],
  }),
)
