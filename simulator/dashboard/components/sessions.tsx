import { useLayoutEffect, useMemo, useRef, useState } from 'preact/hooks'
import { cardsOf, searched } from '../model/cards.js'
import { useDashboard } from './context.js'
import { SessionCard } from './session-card.js'

/** Least width of a card and its height with the gap below, in px, as the style sheet has them. */
const CARD_WIDTH = 296
const ROW_HEIGHT = 184
const GAP = 12
/** Rows that are there above and below what is seen. */
const SPARE_ROWS = 1

/** All sessions as cards. Only those in view are in the document, so that hundreds cost no more than a screenful. */
export function Sessions() {
  const dashboard = useDashboard()
  const scroller = useRef<HTMLDivElement>(null)
  const [view, setView] = useState({ top: 0, width: 800, height: 400 })
  const all = dashboard.shown.value.flatMap((feed) => {
    void feed.revision.value
    const sessions = feed.state.value?.sessions ?? []
    return cardsOf(feed.controller, sessions, (session) => feed.activity.of(session))
  })
  const cards = searched(all, dashboard.filter.value.text).toSorted((a, b) => Number(b.live) - Number(a.live))
  const live = cards.filter((card) => card.live).length
  useLayoutEffect(() => {
    const element = scroller.current!
    const measure = () =>
      setView({ top: element.scrollTop, width: element.clientWidth, height: element.clientHeight })
    const size = new ResizeObserver(measure)
    size.observe(element)
    element.addEventListener('scroll', measure, { passive: true })
    return () => size.disconnect()
  }, [])
  const { from, to, columns, rows } = useMemo(() => windowOf(view, cards.length), [view, cards.length])
  return (
    <section class="sessions" aria-labelledby="sessions-title">
      <h2 id="sessions-title">
        Sessions{' '}
        <span class="faint">
          {live} live{cards.length > live ? `, ${cards.length - live} ended` : ''}
        </span>
      </h2>
      <div
        ref={scroller}
        class="scroller cards-scroller"
        tabIndex={0}
        role="region"
        aria-label="Cards of sessions"
      >
        {cards.length === 0 && <p class="empty">{emptyText(dashboard.filter.value.text)}</p>}
        <ul
          class="cards"
          style={{
            gridTemplateColumns: `repeat(${columns}, minmax(0, 1fr))`,
            paddingTop: `${from * ROW_HEIGHT}px`,
            height: `${Math.max(0, rows * ROW_HEIGHT - GAP)}px`,
          }}
        >
          {cards.slice(from * columns, to * columns).map((card, index) => (
            <SessionCard key={card.key} card={card} place={from * columns + index + 1} count={cards.length} />
          ))}
        </ul>
      </div>
    </section>
  )
}

function emptyText(search: string): string {
  return search === ''
    ? 'No session yet. Log in to a controller and it appears here.'
    : 'No session fits the search.'
}

/** Which rows are in view. */
function windowOf({ top, width, height }: { top: number; width: number; height: number }, count: number) {
  const columns = Math.max(1, Math.floor((width + GAP) / (CARD_WIDTH + GAP)))
  const rows = Math.ceil(count / columns)
  const from = Math.max(0, Math.min(rows - 1, Math.floor(top / ROW_HEIGHT) - SPARE_ROWS))
  const to = Math.min(rows, Math.ceil((top + height) / ROW_HEIGHT) + SPARE_ROWS)
  return { columns, rows, from, to }
}
