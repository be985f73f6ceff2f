import { answeredMs } from '../evidence/exchanges.js'
import { turnedAway } from '../evidence/turned-away.js'
import { ruleOf } from '../rule.js'

/** Ten at once. */
export const parallelRequests = ruleOf(
  {
    id: 'fmc.parallel-requests',
    title: 'The limit on parallel requests is kept',
    level: 'should',
    axis: 'manners',
    requirement: 'No request is turned away because too many of the client were under way.',
    remedy: 'An FMC takes ten connections of one address. Bound the workers that share a client.',
    source: 'LAB-104, TF2',
    confidence: 'confirmed',
    controllers: ['fmc'],
    needs: 'requests at the same time.',
    notFromHar: 'A HAR file does not tell which limit a 429 was for.',
  },
  ({ exchanges }) => ({
    seen: exchanges.some((exchange, index) => {
      const before = exchanges[index - 1]
      return before !== undefined && exchange.atMs < answeredMs(before)
    }),
    findings: turnedAway(exchanges, 'parallel'),
  }),
)
