import { useSignal } from '@preact/signals'
import { useLayoutEffect, useRef } from 'preact/hooks'
import type { MarkKind } from '../model/lanes.js'
import { entryAnnouncement } from '../model/sentences.js'
import type { Direction } from '../time-line/keyboard-walk.js'
import { MARK_LOOKS } from '../time-line/mark-shapes.js'
import { TimeLineView } from '../time-line/time-line-view.js'
import { useDashboard } from './context.js'
import { FilterBar } from './filter-bar.js'

const WALKS: Record<string, Direction> = {
  ArrowLeft: 'earlier',
  ArrowRight: 'later',
  ArrowUp: 'above',
  ArrowDown: 'below',
  Home: 'first',
  End: 'last',
}
const ZOOM_STEP = 1.6

/** The time line with its filters and buttons. */
export function TimeLine() {
  const dashboard = useDashboard()
  const canvas = useRef<HTMLCanvasElement>(null)
  const scroller = useRef<HTMLDivElement>(null)
  const view = useSignal<TimeLineView | undefined>(undefined)
  useLayoutEffect(() => {
    const made = new TimeLineView(dashboard, canvas.current!, scroller.current!)
    view.value = made
    return () => made.dispose()
  }, [])
  const shown = view.value
  const lanes = shown?.laneCount.value ?? 0
  const keyed = (event: KeyboardEvent) => {
    const walk = WALKS[event.key]
    if (event.ctrlKey || event.metaKey || event.altKey || shown === undefined) return
    if (walk !== undefined) shown.walk(walk)
    else if (event.key === '+' || event.key === '=') shown.zoomBy(ZOOM_STEP)
    else if (event.key === '-') shown.zoomBy(1 / ZOOM_STEP)
    else if (event.key === '0') shown.showAll()
    else if (event.key === 'PageUp') shown.panBy(-0.5)
    else if (event.key === 'PageDown') shown.panBy(0.5)
    else return
    event.preventDefault()
  }
  const selection = dashboard.selection.value
  return (
    <section class="time-line" aria-labelledby="time-line-title">
      <div class="bar">
        <h2 id="time-line-title">
          Time line{' '}
          <span class="faint">
            {lanes} {lanes === 1 ? 'lane' : 'lanes'}
          </span>
        </h2>
        <FilterBar />
        <div class="buttons" role="group" aria-label="View of the time line">
          <button type="button" aria-label="Zoom in" onClick={() => shown?.zoomBy(ZOOM_STEP)}>
            +
          </button>
          <button type="button" aria-label="Zoom out" onClick={() => shown?.zoomBy(1 / ZOOM_STEP)}>
            −
          </button>
          <button type="button" onClick={() => shown?.showAll()}>
            All
          </button>
          <button
            type="button"
            id="follow"
            aria-pressed={shown?.follows.value ?? true}
            onClick={() => {
              if (shown !== undefined) shown.follows.value = !shown.follows.value
            }}
          >
            Follow now
          </button>
        </div>
      </div>
      <div
        ref={scroller}
        id="lanes"
        class="scroller lanes-scroller"
        tabIndex={0}
        role="application"
        aria-roledescription="time line"
        aria-label="Time line of entries. Arrow keys select entries, plus and minus zoom."
        onKeyDown={keyed}
      >
        <canvas ref={canvas} />
        <div class="spacer" />
      </div>
      <p class="visually-hidden" role="status">
        {selection === undefined ? '' : `Selected: ${entryAnnouncement(selection.entry)}`}
      </p>
      <Legend />
    </section>
  )
}

/** What each shape means. */
function Legend() {
  return (
    <ul class="legend">
      {(Object.keys(MARK_LOOKS) as MarkKind[]).map((kind) => (
        <li key={kind}>
          <Glyph kind={kind} /> {MARK_LOOKS[kind].word}
        </li>
      ))}
      <li>
        <span class="swatch token" /> token
      </li>
      <li>
        <span class="swatch leap" /> time leapt over
      </li>
    </ul>
  )
}

function Glyph({ kind }: { kind: MarkKind }) {
  const canvas = useRef<HTMLCanvasElement>(null)
  useLayoutEffect(() => {
    const scheme = window.matchMedia('(prefers-color-scheme: dark)')
    const draw = () => drawGlyph(canvas.current!, kind)
    draw()
    scheme.addEventListener('change', draw)
    return () => scheme.removeEventListener('change', draw)
  }, [])
  return <canvas ref={canvas} class="glyph" width={32} height={32} aria-hidden="true" />
}

function drawGlyph(canvas: HTMLCanvasElement, kind: MarkKind): void {
  const context = canvas.getContext('2d')
  if (context === null) return
  const { colour, filled, trace } = MARK_LOOKS[kind]
  const path = new Path2D()
  trace(path, 8, 8, 5)
  context.setTransform(2, 0, 0, 2, 0, 0)
  context.clearRect(0, 0, 16, 16)
  context.lineWidth = 2
  const shade = getComputedStyle(canvas).getPropertyValue(`--${colour}`)
  context.fillStyle = shade
  context.strokeStyle = shade
  if (filled) context.fill(path)
  else context.stroke(path)
}
