import { EVERY_CONTROLLER } from '../every-controller.js'
import { requestsAfter, servedAfter } from '../evidence/recoveries.js'
import { sessionsSeen } from '../evidence/sessions-seen.js'
import { finding, ruleOf } from '../rule.js'

/** Services restart under a session. */
export const restart = ruleOf(
  {
    id: 'recovery.restart',
    title: 'A client recovers when the controller forgets its session',
    level: 'must',
    axis: 'caller',
    requirement:
      'When a restart or an administrator has ended its session, a later request of the client is served.',
    remedy:
      'No margin foresees this: the next request is refused. Log in once when a request is refused for a session reason, and repeat it.',
    source: 'option restart',
    confidence: 'assumed',
    controllers: EVERY_CONTROLLER,
    needs: 'a session that is ended by a restart or an administrator, and a client that goes on.',
  },
  (recording) => {
    const ended = sessionsSeen(recording)
      .own.flatMap(({ end }) => (end?.cause === 'restart' || end?.cause === 'terminated' ? [end] : []))
      .sort((one, other) => one.seq - other.seq)
      .at(-1)
    if (ended === undefined) return { seen: false, findings: [] }
    const later = requestsAfter(recording, ended.seq)
    const served = servedAfter(recording, ended.seq) !== undefined
    return {
      seen: later.length > 0,
      findings:
        served || later.length === 0
          ? []
          : [
              finding(
                'expected a request to be served after the session was taken away; none was',
                ended,
                later.at(-1)!,
              ),
            ],
    }
  },
)
