import { splitTarget } from '../text.js'
import { encodingOf } from './encoding.js'
import { parameter } from './query-string.js'
import { type ScopeRoot, scopeOf } from './subscription-scope.js'
import type { SubscriptionRequest } from './subscriptions.js'

/** Parameters that are about the subscription, not about what it follows. */
const OWN_PARAMETERS = /^(?:subscription|refresh-timeout)=/

/**
 * What a read asks of subscriptions; undefined when it asks nothing. `subscription=no` ends those to the same query
 * [L: TK].
 * @param query of the target, without `?`
 * @param root what the read starts from
 */
export function subscriptionOf(
  target: string,
  query: string,
  root: ScopeRoot,
): { wanted: boolean; request: SubscriptionRequest } | undefined {
  if (query === '') return undefined
  const subscription = parameter(query, 'subscription')
  if (subscription !== 'yes' && subscription !== 'no') return undefined
  const { path } = splitTarget(target)
  const rest = query.split('&').filter((pair) => !OWN_PARAMETERS.test(pair))
  return {
    wanted: subscription === 'yes',
    request: {
      query: `${path}?${rest.join('&')}`,
      scope: scopeOf(root, query),
      encoding: encodingOf(path),
      refreshTimeout: parameter(query, 'refresh-timeout'),
    },
  }
}
