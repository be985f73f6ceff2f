import { formatDuration } from '../../../simulator/index.js'
import { EVERY_CONTROLLER } from '../every-controller.js'
import { disturbances } from '../evidence/disturbances.js'
import { type Finding, finding, ruleOf } from '../rule.js'

/** What the program that uses the client experiences. */
export const callsServed = ruleOf(
  {
    id: 'caller.calls-served',
    title: 'No call of the program fails for a session reason',
    level: 'must',
    axis: 'caller',
    requirement:
      'Each call of the program gets an answer other than 401, unless something broke while it ran.',
    remedy: 'The program sees a failure that it can do nothing about. Keep the session alive below the call.',
    source: 'by construction',
    confidence: 'confirmed',
    controllers: EVERY_CONTROLLER,
    needs: 'entries of kind call, which a harness writes that can see the program.',
    notFromHar: 'A HAR file does not tell what the program saw.',
  },
  (recording) => {
    const broken = disturbances(recording)
    const made = new Map<number, (typeof recording.calls)[number]>()
    const findings: Finding[] = []
    for (const entry of recording.calls) {
      if (entry.event === 'made') made.set(entry.call, entry)
      const start = made.get(entry.call)
      if (start === undefined || entry.event === 'made') continue
      const bad = entry.event === 'failed' || entry.status === 401
      if (!bad || broken.some((atMs) => atMs >= start.atMs && atMs <= entry.atMs)) continue
      findings.push(
        finding(
          `expected an answer; call ${entry.call} (${entry.operation}) ended in ${entry.error ?? 'status 401'} after ${formatDuration(entry.atMs - start.atMs)}`,
          start,
          entry,
        ),
      )
    }
    return { seen: made.size > 0, findings }
  },
)
