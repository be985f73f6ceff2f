import { useLayoutEffect, useRef } from 'preact/hooks'
import { eachFrame } from '../frame-loop.js'
import { wallOffset } from '../model/clock-face.js'
import { dateOf, timeOfDay } from '../model/time-text.js'
import { useDashboard } from './context.js'

const RATES = [1, 10, 60, 600]
const LEAPS = [
  { by: '1m', text: '+1 min' },
  { by: '10m', text: '+10 min' },
]

/** The controllers' clock, and what steers it. */
export function ClockBar() {
  const dashboard = useDashboard()
  const clock = dashboard.feeds.value.map((feed) => feed.state.value?.clock).find(Boolean)
  const steerable = dashboard.live.value && clock !== undefined
  return (
    <div class="clock-bar" role="group" aria-label="Clock">
      <Reading />
      {clock !== undefined && (
        <span class={`pace ${clock.frozen ? 'frozen' : ''}`}>
          {clock.frozen ? 'stopped' : `×${clock.rate}`}
        </span>
      )}
      {steerable && (
        <>
          <span class="buttons">
            <button
              type="button"
              aria-pressed={clock.frozen}
              onClick={() => void dashboard.steerClock('/clock/freeze')}
            >
              Freeze
            </button>
            {RATES.map((rate) => (
              <button
                key={rate}
                type="button"
                aria-pressed={!clock.frozen && clock.rate === rate}
                aria-label={`Run ${rate} times as fast as real time`}
                onClick={() => void dashboard.steerClock('/clock/run', { rate })}
              >
                ×{rate}
              </button>
            ))}
          </span>
          <span class="buttons">
            {LEAPS.map(({ by, text }) => (
              <button
                key={by}
                type="button"
                onClick={() => void dashboard.steerClock('/clock/advance', { by })}
              >
                {text}
              </button>
            ))}
          </span>
        </>
      )}
    </div>
  )
}

/** Date and time of day of the controllers, in UTC. */
function Reading() {
  const dashboard = useDashboard()
  const time = useRef<HTMLSpanElement>(null)
  const date = useRef<HTMLSpanElement>(null)
  useLayoutEffect(() => {
    const show = () => {
      const face = dashboard.feeds.value.find((feed) => feed.face !== undefined)?.face
      if (face === undefined) return
      const wallMs = dashboard.nowMs() + wallOffset(face)
      const texts: [HTMLElement | null, string][] = [
        [time.current, timeOfDay(wallMs, face.rate === 0)],
        [date.current, `${dateOf(wallMs)} UTC`],
      ]
      for (const [element, text] of texts) {
        if (element !== null && element.textContent !== text) element.textContent = text
      }
    }
    show()
    return eachFrame((_realMs, tick) => {
      if (tick) show()
    })
  }, [])
  return (
    <span class="reading">
      <span ref={time} class="time" data-testid="time">
        --:--:--
      </span>{' '}
      <span ref={date} class="faint date" />
    </span>
  )
}
