import type { ExchangeEntry } from '../../../simulator/index.js'
import { EVERY_CONTROLLER } from '../every-controller.js'
import { isSocketHandshake, requestKey, shown } from '../evidence/exchanges.js'
import { finding, ruleOf } from '../rule.js'

const MOST_FINDINGS = 10

/** What a refusal costs the user: nothing, if the client makes up for it. */
export const refusedServed = ruleOf(
  {
    id: 'caller.refused-served',
    title: 'Each refused call is served in the end',
    level: 'must',
    axis: 'caller',
    requirement:
      'A request that was refused for a session reason comes again on a live session, and is served.',
    remedy:
      'The caller sees an error for something that only its session was at fault for. A refused request was not carried out, so it may be repeated, writes too, once there is a new session.',
    source: 'by construction',
    confidence: 'confirmed',
    controllers: EVERY_CONTROLLER,
    needs: 'a call that is refused for a session reason, in a program that was not stopped.',
  },
  ({ entries, circumstances }) => {
    const open = new Map<string, ExchangeEntry>()
    let seen = false
    for (const entry of entries) {
      // What keeps the client from making up for a refusal is no fault of its own.
      if (entry.kind === 'fault' && entry.event === 'fired') open.clear()
      if (entry.kind !== 'exchange') continue
      const { auth, purpose } = entry
      if (auth.outcome === 'throttled') open.clear()
      // The handshake that makes up for a refused one is another request, for its token stands in its path.
      if (purpose !== 'call' || isSocketHandshake(entry)) continue
      const key = requestKey(entry)
      if (auth.outcome !== 'refused') open.delete(key)
      else if (!open.has(key)) open.set(key, entry)
      seen ||= auth.outcome === 'refused'
    }
    if (circumstances.stopped) return { seen: false, findings: [] }
    return {
      seen,
      findings: [...open.values()]
        .slice(0, MOST_FINDINGS)
        .map((exchange) =>
          finding(`expected ${shown(exchange)} to be served after its refusal; it never was`, exchange),
        ),
    }
  },
)
