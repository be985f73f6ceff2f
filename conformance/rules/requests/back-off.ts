import { formatDuration } from '../../../simulator/index.js'
import { EVERY_CONTROLLER } from '../every-controller.js'
import { type AnsweredRequest, answeredRequests } from '../evidence/answered-requests.js'
import { SAME_INSTANT_MS } from '../evidence/exchanges.js'
import { type Finding, finding, ruleOf } from '../rule.js'

/** So many tries of one request in a row ... */
const TRIES = 4
/** ... must not come within this time, in ms: with pauses of 1, 2 and 4 s they do not. */
const SHORTEST_MS = 3000

/** Without back-off a client makes the very load that turned it away. */
export const backOff = ruleOf(
  {
    id: 'requests.back-off',
    title: 'A client that is turned away waits longer each time',
    level: 'must',
    axis: 'manners',
    requirement: `${TRIES} tries in a row of a request that a limit, or a proxy, turns away are spread over at least ${SHORTEST_MS / 1000} s.`,
    remedy:
      'Repetitions at once keep the limit reached, for everybody who shares it. Wait a second, double that each time, spread it at random, and give up in the end.',
    source: 'go-fmc, TF2, TF',
    confidence: 'likely',
    controllers: EVERY_CONTROLLER,
    needs: 'a request that a limit, or a proxy in front of the controller, turns away.',
  },
  (recording) => {
    const inARow = new Map<string, AnsweredRequest[]>()
    const findings: Finding[] = []
    let seen = false
    for (const request of answeredRequests(recording)) {
      const { key, atMs } = request
      if (!request.isThrottled) {
        inARow.delete(key)
        continue
      }
      seen = true
      const before = inARow.get(key) ?? []
      const last = before.at(-1)
      // The same request of another worker, sent meanwhile, is no repetition.
      if (last !== undefined && atMs <= last.answeredMs + SAME_INSTANT_MS) continue
      const tries = [...before, request].slice(-TRIES)
      inARow.set(key, tries)
      const [first] = tries
      const spanMs = atMs - first!.atMs
      if (tries.length < TRIES || spanMs >= SHORTEST_MS) continue
      findings.push(
        finding(
          `expected a back-off; ${request.shown} came ${TRIES} times within ${formatDuration(spanMs)} and was turned away each time`,
          first!.entry,
          ...tries.map(({ entry }) => entry),
        ),
      )
      inARow.delete(key)
    }
    return { seen, findings }
  },
)
