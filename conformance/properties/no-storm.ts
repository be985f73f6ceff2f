import type { Property } from './property.js'

const WINDOW_MS = 60_000
/** More logins and refreshes than any sequence of retries with back-off comes to in one window. */
const MOST_RENEWALS = 20

/** Neither logins nor requests without end. */
export const noStorm: Property = {
  id: 'no-storm',
  requirement: `No more than ${MOST_RENEWALS} logins and refreshes in ${WINDOW_MS / 1000} s, and no call without end.`,
  classes: ['benign', 'hostile'],
  judge({ exchanges, flooded, hung }) {
    const sent = exchanges
      .filter(({ purpose }) => purpose === 'login' || purpose === 'refresh')
      .map(({ sentMs }) => sentMs)
    const atMs = exchanges.at(-1)?.sentMs ?? 0
    if (flooded) return [{ atMs, message: 'the client sent hundreds of requests for one step' }]
    if (hung !== undefined) return [{ atMs, message: hung }]
    const first = sent.findIndex((at, index) => (sent[index + MOST_RENEWALS] ?? Number.NaN) - at < WINDOW_MS)
    if (first < 0) return []
    return [
      { atMs: sent[first]!, message: `more than ${MOST_RENEWALS} logins and refreshes within a minute` },
    ]
  },
}
