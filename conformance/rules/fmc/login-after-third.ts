import { shown } from '../evidence/exchanges.js'
import { expiryRefusals, tokensOutlived } from '../evidence/expiry.js'
import { finding, ruleOf } from '../rule.js'
import { REFRESHES_OF_A_LOGIN } from './three-refreshes.js'

/** The last token of a session has nothing after it. */
export const loginAfterThird = ruleOf(
  {
    id: 'fmc.login-after-third',
    title: 'After the third refresh comes a login, in time',
    level: 'must',
    axis: 'manners',
    requirement: 'Before the token of the third refresh runs out, a client that goes on logs in anew.',
    remedy:
      'Two hours after its login a session is over, whatever is done with it. Treat the fourth renewal as a login, with the same margin.',
    source: 'QSG, LAB-102, CODELAB',
    confidence: 'confirmed',
    controllers: ['fmc'],
    needs: 'a client that is still at work when the token of a third refresh has run out or would have.',
  },
  (recording) => ({
    seen: tokensOutlived(recording).some(
      ({ session: { tokens }, ...token }) =>
        tokens.length > REFRESHES_OF_A_LOGIN && tokens.at(-1)?.fingerprint === token.fingerprint,
    ),
    findings: expiryRefusals(recording)
      .filter(
        ({ session: { tokens }, exchange }) =>
          tokens.length > REFRESHES_OF_A_LOGIN && exchange.purpose === 'call',
      )
      .map(({ exchange, session }) =>
        finding(
          `expected a login after the third refresh; ${shown(exchange)} came on its token when that had run out`,
          session.tokens.at(-1)!.entry,
          exchange,
        ),
      ),
  }),
)
