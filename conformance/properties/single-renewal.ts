import type { Property } from './property.js'

/** Single flight. */
export const singleRenewal: Property = {
  id: 'single-renewal',
  requirement: 'One login or refresh is under way at a time.',
  classes: ['benign', 'hostile'],
  judge({ exchanges }) {
    const renewals = exchanges.filter(({ purpose }) => purpose === 'login' || purpose === 'refresh')
    const violations = []
    let busyUntilMs = Number.NEGATIVE_INFINITY
    for (const { sentMs, endedMs, purpose } of renewals) {
      if (sentMs < busyUntilMs) {
        violations.push({
          atMs: sentMs,
          message: `a ${purpose} was sent while another renewal was under way`,
        })
      }
      busyUntilMs = Math.max(busyUntilMs, endedMs)
    }
    return violations
  },
}
