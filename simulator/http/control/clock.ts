import { z } from 'zod'
import { distanceToMs, durationMs } from './moment.js'
import { ControlError, emptySchema, isoInstant, jsonRoute } from './route.js'
import { type ControllerView, type ControlScope, clockReadingSchema } from './scope.js'

const advanceSchema = z
  .strictObject({ by: z.string().optional(), until: z.string().optional() })
  .refine(({ by, until }) => (by === undefined) !== (until === undefined), {
    message:
      'expected either "by" with a duration such as 10m, or "until" with a moment such as session:apic-1:token-1ms',
  })
const runSchema = z.strictObject({ rate: z.number().positive().max(1_000_000).default(1) })
const moveSchema = z.object({
  from: z.iso.datetime(),
  to: z.iso.datetime(),
  fromMs: z.number().describe('monotonic ms'),
  toMs: z.number().describe('monotonic ms'),
  fired: z.array(z.object({ atMs: z.number(), label: z.string() })).describe('timers that became due'),
  settled: z.boolean().describe('whether all work that they set off had ended too'),
})

/** A move of time that was asked for. */
export type AdvanceRequest = z.input<typeof advanceSchema>

/** What a move of time did. */
export type ReportedMove = z.output<typeof moveSchema>

const HAND_MOVED = 'this clock only ever moves by hand: use clock/advance'

/** Shows the clock that all controllers of a server share. */
export const clockReadRoutes = [
  jsonRoute({
    method: 'GET',
    path: '/clock',
    what: 'Reads the clock.',
    reply: clockReadingSchema,
    answer: (view: ControllerView) => view.clock(),
  }),
]

/** Steers it. */
export const clockRoutes = [
  jsonRoute({
    method: 'POST',
    path: '/clock/advance',
    what: 'Moves time forward: {"by":"10m"}, or {"until":"session:<id>:<token|idle|absolute|refresh>[+-]<duration>"}.',
    body: advanceSchema,
    reply: moveSchema,
    async answer({ simulator, timeLine }: ControlScope, { body: { by, until } }) {
      const { fromMs, toMs, fired, settled } = await timeLine.advance(() =>
        by === undefined ? distanceToMs(until!, simulator) : durationMs('by', by),
      )
      const wallMinusMonotonicMs = simulator.clock.wallMs() - simulator.clock.monotonicMs()
      return {
        from: isoInstant(wallMinusMonotonicMs + fromMs),
        to: isoInstant(wallMinusMonotonicMs + toMs),
        fromMs,
        toMs,
        fired,
        settled,
      }
    },
  }),
  jsonRoute({
    method: 'POST',
    path: '/clock/freeze',
    what: 'Stops time until clock/run; clock/advance still moves it.',
    body: emptySchema,
    reply: clockReadingSchema,
    async answer(scope: ControlScope) {
      if (!(await scope.timeLine.freeze())) throw new ControlError(HAND_MOVED)
      return scope.clock()
    },
  }),
  jsonRoute({
    method: 'POST',
    path: '/clock/run',
    what: 'Lets time run at {"rate":60} virtual seconds per real second; 1 unless given.',
    body: runSchema,
    reply: clockReadingSchema,
    async answer(scope: ControlScope, { body: { rate } }) {
      if (!(await scope.timeLine.run(rate))) throw new ControlError(HAND_MOVED)
      return scope.clock()
    },
  }),
]
