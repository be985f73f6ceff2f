import type { CallEntry, JournalEntry } from '../../../simulator/index.js'
import { EVERY_CONTROLLER } from '../every-controller.js'
import { shown } from '../evidence/exchanges.js'
import { type Finding, finding, ruleOf } from '../rule.js'

/** What the program that uses the client experiences. */
export const callsServed = ruleOf(
  {
    id: 'caller.calls-served',
    title: 'No call of the program fails for a session reason',
    level: 'must',
    axis: 'caller',
    requirement:
      'No call of the program fails, or ends in 401, because a request was refused for a session reason.',
    remedy: 'The program sees a failure that it can do nothing about. Keep the session alive below the call.',
    source: 'by construction',
    confidence: 'confirmed',
    controllers: EVERY_CONTROLLER,
    needs: 'entries of kind call, which a harness writes that can see the program.',
    notFromHar: 'A HAR file does not tell what the program saw.',
  },
  (recording) => {
    const struck = recording.faults.filter(({ event }) => event === 'fired')
    const refused = recording.exchanges.filter(({ auth }) => auth.outcome === 'refused')
    const made = new Map<number, CallEntry>()
    const findings: Finding[] = []
    for (const entry of recording.calls) {
      if (entry.event === 'made') made.set(entry.call, entry)
      const start = made.get(entry.call)
      const isBad = entry.event === 'failed' || entry.status === 401
      if (start === undefined || !isBad) continue
      const during = ({ seq }: JournalEntry) => seq > start.seq && seq < entry.seq
      const refusal = refused.find(during)
      if (refusal === undefined || struck.some(during)) continue
      findings.push(
        finding(
          `expected an answer; call ${entry.call} (${entry.operation}) ended in ${entry.error ?? 'status 401'} after ${shown(refusal)} had been refused`,
          start,
          refusal,
          entry,
        ),
      )
    }
    return { seen: made.size > 0, findings }
  },
)
