import { useComputed, useSignal } from '@preact/signals'
import { useLayoutEffect, useRef } from 'preact/hooks'
import type { Dashboard } from '../connection/dashboard.js'
import { type Card, cardsOf, searched } from '../model/cards.js'
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
  const rowsInView = useSignal<RowsInView>({ columns: 1, from: 0, to: 3 })
  const cards = useComputed(() => cardsInOrder(dashboard)).value
  const live = cards.filter((card) => card.live).length
  useLayoutEffect(() => {
    const element = scroller.current!
    const measure = () => {
      const seen = rowsIn(element)
      const { columns, from, to } = rowsInView.value
      if (seen.columns !== columns || seen.from !== from || seen.to !== to) rowsInView.value = seen
    }
    const size = new ResizeObserver(measure)
    size.observe(element)
    element.addEventListener('scroll', measure, { passive: true })
    return () => size.disconnect()
  }, [])
  const { columns } = rowsInView.value
  const rows = Math.ceil(cards.length / columns)
  const from = Math.max(0, Math.min(rows - 1, rowsInView.value.from))
  const to = Math.min(rows, rowsInView.value.to)
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
            // A card that ends is made anew: Chromium loses the looks of what is moved and changes its class at once.
            <SessionCard
              key={`${card.key} ${card.live}`}
              card={card}
              place={from * columns + index + 1}
              count={cards.length}
            />
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

/** Columns of cards, and the rows that are in the document: from the first to before the last. */
interface RowsInView {
  columns: number
  from: number
  to: number
}

/** What a scroller shows, with some rows to spare. */
function rowsIn({ scrollTop, clientWidth, clientHeight }: HTMLElement): RowsInView {
  return {
    columns: Math.max(1, Math.floor((clientWidth + GAP) / (CARD_WIDTH + GAP))),
    from: Math.max(0, Math.floor(scrollTop / ROW_HEIGHT) - SPARE_ROWS),
    to: Math.ceil((scrollTop + clientHeight) / ROW_HEIGHT) + SPARE_ROWS,
  }
}

/** Cards of the controllers that are shown, as far as they fit the search: those that live first. */
function cardsInOrder({ shown, filter }: Dashboard): Card[] {
  const cards = shown.value.flatMap(({ controller, revision, state, activity }) => {
    void revision.value
    return cardsOf(controller, state.value?.sessions ?? [], (session) => activity.of(session))
  })
  return searched(cards, filter.value.text).toSorted((a, b) => Number(b.live) - Number(a.live))
}
