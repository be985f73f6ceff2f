import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { TimerQueue } from '../../../simulator/clock/timer-queue.js'

const NOTHING = () => {}

const command = fc.oneof(
  fc.record({ kind: fc.constant('add' as const), dueMs: fc.integer({ min: 0, max: 20 }) }),
  fc.record({ kind: fc.constant('cancel' as const), which: fc.nat() }),
  fc.record({ kind: fc.constant('take' as const), nowMs: fc.integer({ min: 0, max: 25 }) }),
)

describe('a timer queue', () => {
  it('gives timers by due instant, equal ones in the order in which they were set, and no cancelled one', () => {
    fc.assert(
      fc.property(fc.array(command, { maxLength: 120, size: 'max' }), (commands) => {
        const queue = new TimerQueue()
        const set: ReturnType<TimerQueue['add']>[] = []
        let waiting: { id: number; dueMs: number }[] = []
        const byDue = (a: (typeof waiting)[number], b: (typeof waiting)[number]) =>
          a.dueMs - b.dueMs || a.id - b.id
        for (const step of commands) {
          if (step.kind === 'add') {
            waiting.push({ id: set.length, dueMs: step.dueMs })
            set.push(queue.add(step.dueMs, NOTHING, String(set.length)))
          } else if (step.kind === 'cancel' && set.length > 0) {
            const which = step.which % set.length
            set[which]!.cancel()
            waiting = waiting.filter(({ id }) => id !== which)
          } else if (step.kind === 'take') {
            const due = waiting.toSorted(byDue)[0]
            const expected = due !== undefined && due.dueMs <= step.nowMs ? due.id : undefined
            expect(queue.takeDue(step.nowMs)?.label).toBe(
              expected === undefined ? undefined : String(expected),
            )
            waiting = waiting.filter(({ id }) => id !== expected)
          }
          const next = waiting.toSorted(byDue)[0]
          expect(queue.first()?.label).toBe(next === undefined ? undefined : String(next.id))
        }
      }),
    )
  })
})
