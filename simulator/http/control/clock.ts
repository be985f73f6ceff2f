import { z } from 'zod'
import { distanceToMs, durationMs } from './moment.js'
import {
  type ControlAnswer,
  ControlError,
  type ControlRoute,
  type ControlScope,
  checked,
  isoInstant,
} from './route.js'

const advanceSchema = z
  .strictObject({ by: z.string().optional(), until: z.string().optional() })
  .refine(({ by, until }) => (by === undefined) !== (until === undefined), {
    message:
      'expected either "by" with a duration such as 10m, or "until" with a moment such as session:apic-1:token-1ms',
  })
const runSchema = z.strictObject({ rate: z.number().positive().max(1_000_000).default(1) })
const emptySchema = z.strictObject({})

const HAND_MOVED = 'this clock only ever moves by hand: use clock/advance'

/** Reads and steers the clock that all controllers of a server share. */
export const clockRoutes: ControlRoute[] = [
  {
    method: 'GET',
    path: '/clock',
    what: 'Reads the clock.',
    answer: (scope) => clockReading(scope),
  },
  {
    method: 'POST',
    path: '/clock/advance',
    what: 'Moves time forward: {"by":"10m"}, or {"until":"session:<id>:<token|idle|absolute|refresh>[+-]<duration>"}.',
    async answer({ simulator, timeLine }, { body }) {
      const { by, until } = checked(advanceSchema, body)
      const { fromMs, toMs, fired, settled } = await timeLine.advance(() =>
        by === undefined ? distanceToMs(until!, simulator) : durationMs('by', by),
      )
      const wallMinusMonotonicMs = simulator.clock.wallMs() - simulator.clock.monotonicMs()
      return {
        value: {
          from: isoInstant(wallMinusMonotonicMs + fromMs),
          to: isoInstant(wallMinusMonotonicMs + toMs),
          fromMs,
          toMs,
          fired,
          settled,
        },
      }
    },
  },
  {
    method: 'POST',
    path: '/clock/freeze',
    what: 'Stops time until clock/run; clock/advance still moves it.',
    async answer(scope, { body }) {
      checked(emptySchema, body)
      if (!(await scope.timeLine.freeze())) throw new ControlError(HAND_MOVED)
      return clockReading(scope)
    },
  },
  {
    method: 'POST',
    path: '/clock/run',
    what: 'Lets time run at {"rate":60} virtual seconds per real second; 1 unless given.',
    async answer(scope, { body }) {
      const { rate } = checked(runSchema, body)
      if (!(await scope.timeLine.run(rate))) throw new ControlError(HAND_MOVED)
      return clockReading(scope)
    },
  },
]

function clockReading({ simulator, timeLine }: ControlScope): ControlAnswer {
  return {
    value: {
      now: isoInstant(simulator.clock.wallMs()),
      monotonicMs: simulator.clock.monotonicMs(),
      rate: timeLine.rate,
      frozen: timeLine.frozen,
    },
  }
}
