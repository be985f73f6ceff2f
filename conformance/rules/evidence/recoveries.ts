import type { ExchangeEntry } from '../../../simulator/index.js'
import type { Recording } from '../recording.js'

/** The first request that was served after a position in the journal; undefined where none was. */
export function servedAfter({ exchanges }: Recording, seq: number): ExchangeEntry | undefined {
  return exchanges.find(
    ({ seq: own, purpose, auth }) =>
      own > seq && purpose === 'call' && (auth.outcome === 'accepted' || auth.outcome === 'forbidden'),
  )
}

/** The client's requests after a position in the journal. */
export function requestsAfter({ exchanges }: Recording, seq: number): ExchangeEntry[] {
  return exchanges.filter(({ seq: own }) => own > seq)
}
