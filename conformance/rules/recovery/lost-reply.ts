import { EVERY_CONTROLLER } from '../every-controller.js'
import { lostReplies } from '../evidence/disturbances.js'
import { isRenewal, shown } from '../evidence/exchanges.js'
import { requestsAfter, servedAfter } from '../evidence/recoveries.js'
import { finding, ruleOf } from '../rule.js'

/** The controller has renewed, and the client does not know. */
export const lostReply = ruleOf(
  {
    id: 'recovery.lost-reply',
    title: 'A client recovers from a lost reply to a login or refresh',
    level: 'must',
    axis: 'caller',
    requirement: 'When the answer to a login or refresh was lost, a later request is served.',
    remedy:
      'The old token may be dead and the new one is unknown: only a login helps. After a refresh without an answer log in, and never keep a token that may have been replaced.',
    source: 'option oldTokenAfterRefresh; option oldRefreshToken; any network',
    confidence: 'assumed',
    controllers: EVERY_CONTROLLER,
    needs: 'a login or refresh whose answer is lost, and a client that goes on.',
    notFromHar: 'A HAR file does not tell whether the controller carried out what got no answer.',
  },
  (recording) => {
    const last = [...lostReplies(recording).keys()].filter(isRenewal).at(-1)
    if (last === undefined) return { seen: false, findings: [] }
    const later = requestsAfter(recording, last.seq)
    const served = servedAfter(recording, last.seq) !== undefined
    return {
      seen: later.length > 0,
      findings:
        served || later.length === 0
          ? []
          : [
              finding(
                `expected a request to be served after the answer to ${shown(last)} was lost; none was`,
                last,
                later.at(-1)!,
              ),
            ],
    }
  },
)
