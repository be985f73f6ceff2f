import { useLayoutEffect, useRef, useState } from 'preact/hooks'
import { eachFrame } from '../frame-loop.js'
import { type Card, nextLimit } from '../model/cards.js'
import { CONTROLLER_NAMES, LIMIT_WORDS } from '../model/names.js'
import type { Deadline } from '../model/wire.js'
import { useDashboard } from './context.js'
import { CardFace, Rings } from './rings.js'

/** Refreshes that are drawn one by one; more are a number only. */
const MOST_PIPS = 5

/** One session: what is left of it, who holds it, what it last did; or why it ended. */
export function SessionCard({ card, place, count }: { card: Card; place: number; count: number }) {
  const dashboard = useDashboard()
  const root = useRef<HTMLLIElement>(null)
  useLayoutEffect(() => {
    const face = new CardFace(root.current!, card)
    const feed = dashboard.feedOf(card.controller)
    const show = () => face.show(feed?.nowMs() ?? 0)
    show()
    return eachFrame((_realMs, tick) => {
      if (tick) show()
    })
  }, [card])
  const { controller, session, user, live, last } = card
  return (
    <li ref={root} class={`card ${live ? 'live' : 'ended'}`} aria-posinset={place} aria-setsize={count}>
      <div class="dial">
        <Rings card={card} />
        <span class="main" data-main />
      </div>
      <div class="facts">
        <h3>
          <span class="tag">{CONTROLLER_NAMES[controller]}</span> <span class="id">{session}</span>
          <span class="who" title={user}>
            {user}
          </span>
        </h3>
        {live ? <Limits card={card} /> : <Death card={card} />}
        {last !== undefined && (
          <p class="last">
            <button
              type="button"
              class="link"
              title={last.line}
              onClick={() => dashboard.select(controller, last.seq)}
            >
              {last.line}
            </button>{' '}
            <span class="faint" data-ago />
          </p>
        )}
      </div>
      {live && dashboard.live.value && <Acts card={card} />}
    </li>
  )
}

function Limits({ card: { limits, refreshes, refreshesLeft } }: { card: Card }) {
  return (
    <dl class="limits">
      {limits.map(({ name }) => (
        <div key={name} class={`limit ring-${name}`}>
          <dt>{LIMIT_WORDS[name].word}</dt>
          <dd data-left={name} />
        </div>
      ))}
      <div class="limit">
        <dt>refreshes</dt>
        <dd>
          {refreshesLeft !== null && refreshesLeft <= MOST_PIPS && (
            <span class="pips" aria-hidden="true">
              {'●'.repeat(refreshesLeft)}
              {'○'.repeat(Math.min(MOST_PIPS, refreshes))}{' '}
            </span>
          )}
          {refreshesLeft === null ? `${refreshes} so far` : `${refreshesLeft} left`}
        </dd>
      </div>
    </dl>
  )
}

function Death({ card: { ended } }: { card: Card }) {
  return (
    <p class="death" title={ended?.why}>
      <strong>Ended</strong> <span class="faint" data-ended-ago />: {ended?.why}.
    </p>
  )
}

/** Goes to the edges of a limit, or ends the session. */
function Acts({ card }: { card: Card }) {
  const dashboard = useDashboard()
  const { controller, session, limits } = card
  const [chosen, choose] = useState<Deadline | undefined>()
  const limit = limits.some(({ name }) => name === chosen) ? chosen : nextLimit(limits)?.name
  const goTo = (shift: string) =>
    dashboard.steer(controller, 'POST', '/clock/advance', { until: `session:${session}:${limit}${shift}` })
  return (
    <div class="acts">
      {limit !== undefined && (
        <>
          {limits.length > 1 ? (
            <select
              aria-label={`Limit of ${session} to go to`}
              value={limit}
              onChange={(event) => choose(event.currentTarget.value as Deadline)}
            >
              {limits.map(({ name }) => (
                <option key={name} value={name}>
                  {LIMIT_WORDS[name].word}
                </option>
              ))}
            </select>
          ) : (
            <span class="faint">{LIMIT_WORDS[limit].word}</span>
          )}
          <button
            type="button"
            aria-label={`Go to just before ${LIMIT_WORDS[limit].strikes}: ${session}`}
            onClick={() => void goTo('-1ms')}
          >
            Just before
          </button>
          <button
            type="button"
            aria-label={`Go to just after ${LIMIT_WORDS[limit].strikes}: ${session}`}
            onClick={() => void goTo('+0ms')}
          >
            Just after
          </button>
        </>
      )}
      <button
        type="button"
        class="danger"
        aria-label={`End session ${session}`}
        onClick={() => void dashboard.steer(controller, 'DELETE', `/sessions/${encodeURIComponent(session)}`)}
      >
        End
      </button>
    </div>
  )
}
