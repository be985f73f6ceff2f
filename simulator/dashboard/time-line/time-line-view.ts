import { effect, type Signal, signal } from '@preact/signals'
import type { ScaleLinear } from 'd3-scale'
import { select } from 'd3-selection'
import {
  type D3ZoomEvent,
  type ZoomBehavior,
  type ZoomTransform,
  zoom,
  zoomIdentity,
  zoomTransform,
} from 'd3-zoom'
import type { Dashboard } from '../connection/dashboard.js'
import { eachFrame } from '../frame-loop.js'
import { wallOffset } from '../model/clock-face.js'
import { type ClockMark, type Lane, LaneBook, type Mark } from '../model/lanes.js'
import { entryLine } from '../model/sentences.js'
import type { ControllerKind } from '../model/wire.js'
import { AXIS_HEIGHT, baseScale, gutterWidth, LANE_HEIGHT, markAt } from './geometry.js'
import { type Direction, step } from './keyboard-walk.js'
import { paint } from './painter.js'
import { type Palette, readPalette } from './palette.js'

/** How far can be zoomed: from a century to ms across the width. */
const ZOOM_EXTENT: [number, number] = [1e-6, 1e6]
/** Zoom at first: half an hour across the width. */
const FIRST_ZOOM = 2
/** Where now is while it is followed, as a share of the width: what is to come stands to its right. */
const NOW_AT = 0.6
/** Share of the width around all entries when they are shown together. */
const MARGIN = 0.04

/**
 * The time line on its canvas: follows now until it is moved, zooms by wheel, pinch and keys, and says which entry was
 * chosen. Paints when something changed only.
 */
export class TimeLineView {
  /** Whether now stays in view. */
  readonly follows: Signal<boolean> = signal(true)
  /** How many lanes there are. */
  readonly laneCount: Signal<number> = signal(0)
  readonly #dashboard: Dashboard
  readonly #canvas: HTMLCanvasElement
  readonly #scroller: HTMLElement
  readonly #zoom: ZoomBehavior<HTMLCanvasElement, unknown>
  readonly #undo: (() => void)[] = []
  /** Ends the listening to each feed. */
  #unlisten: (() => void)[] = []
  #books = new Map<ControllerKind, LaneBook>()
  #lanes: Lane[] = []
  #clockMarks: readonly ClockMark[] = []
  #palette: Palette
  #stale = true
  #dirty = true
  #paintedNowMs = Number.NaN
  #fitted = false

  /** @param scroller the element whose scroll position says which lanes are seen; the canvas stays in it */
  constructor(dashboard: Dashboard, canvas: HTMLCanvasElement, scroller: HTMLElement) {
    this.#dashboard = dashboard
    this.#canvas = canvas
    this.#scroller = scroller
    this.#palette = readPalette(canvas)
    this.#zoom = zoom<HTMLCanvasElement, unknown>()
      .scaleExtent(ZOOM_EXTENT)
      .filter((event: MouseEvent) => !event.shiftKey && !event.button)
      .on('zoom', (event: D3ZoomEvent<HTMLCanvasElement, unknown>) => this.#zoomed(event))
    select(canvas).call(this.#zoom).on('dblclick.zoom', null)
    this.#transformTo(zoomIdentity.scale(FIRST_ZOOM))
    this.#watch()
  }

  /** Lets everything go that this view listens to. */
  dispose(): void {
    for (const undo of [...this.#undo, ...this.#unlisten]) undo()
    select(this.#canvas).on('.zoom', null)
  }

  /** Zooms by a factor about the middle, or about now while it is followed. */
  zoomBy(factor: number): void {
    const x = this.follows.value ? this.#nowX() : this.#width / 2
    this.#zoom.scaleBy(select(this.#canvas), factor, [x, 0])
    this.#dirty = true
  }

  /** Moves by a share of the width, to the later for positive ones. */
  panBy(share: number): void {
    this.follows.value = false
    this.#zoom.translateBy(select(this.#canvas), (-share * this.#width) / this.#transform.k, 0)
    this.#dirty = true
  }

  /** Shows the whole of what is there. */
  showAll(): void {
    this.#refresh()
    const marks = this.#lanes.flatMap(({ marks, bornMs }) => [
      ...(bornMs === undefined ? [] : [bornMs]),
      ...[marks[0], marks.at(-1)].flatMap((mark) => (mark === undefined ? [] : [mark.atMs])),
    ])
    const toMs = this.#dashboard.nowMs()
    const fromMs = Math.min(toMs - 1000, ...marks)
    const base = baseScale(this.#width)
    const gutter = gutterWidth(this.#width)
    const room = (this.#width - gutter) * (1 - 2 * MARGIN)
    const k = room / (base(toMs) - base(fromMs))
    const left = gutter + (this.#width - gutter) * MARGIN
    this.follows.value = false
    this.#transformTo(zoomIdentity.translate(left - k * base(fromMs), 0).scale(k))
  }

  /** Selects the next entry in a direction: left and right in time, up and down over lanes. */
  walk(direction: Direction): void {
    this.#refresh()
    const found = step(this.#lanes, this.#selected(), direction)
    if (found === undefined) return
    this.#choose(found.lane, found.mark)
    this.#reveal(found.lane, found.mark)
  }

  get #width(): number {
    return this.#canvas.clientWidth
  }

  get #transform(): ZoomTransform {
    return zoomTransform(this.#canvas)
  }

  get #scale(): ScaleLinear<number, number> {
    return this.#transform.rescaleX(baseScale(this.#width))
  }

  #watch(): void {
    const dirty = () => {
      this.#dirty = true
    }
    const scheme = window.matchMedia('(prefers-color-scheme: dark)')
    const recolour = () => {
      this.#palette = readPalette(this.#canvas)
      this.#dirty = true
    }
    scheme.addEventListener('change', recolour)
    const size = new ResizeObserver(() => this.#resized())
    size.observe(this.#scroller)
    this.#scroller.addEventListener('scroll', dirty, { passive: true })
    this.#canvas.addEventListener('click', (event) => this.#clicked(event))
    this.#canvas.addEventListener('pointermove', (event) => this.#hovered(event))
    // Before the zoom behaviour, which would take the wheel for itself.
    this.#scroller.addEventListener('wheel', (event) => this.#wheeled(event), {
      capture: true,
      passive: false,
    })
    this.#undo.push(
      () => scheme.removeEventListener('change', recolour),
      () => size.disconnect(),
      eachFrame((_realMs, tick) => this.#frame(tick)),
      effect(() => this.#rebuild()),
      effect(() => {
        void this.#dashboard.selection.value
        void this.follows.value
        for (const feed of this.#dashboard.shown.value) void feed.state.value
        dirty()
      }),
    )
  }

  /** Makes the lanes anew for the controllers that are shown and the filter. */
  #rebuild(): void {
    const filter = this.#dashboard.filter.value
    const feeds = this.#dashboard.shown.value
    this.#books = new Map(feeds.map(({ controller }) => [controller, new LaneBook(controller, filter)]))
    const unlisten = feeds.map((feed) => {
      const fill = () => {
        const book = new LaneBook(feed.controller, filter)
        for (const entry of feed.log.entries) book.add(entry)
        this.#books.set(feed.controller, book)
        this.#stale = true
      }
      fill()
      return feed.listen((entries) => {
        if (entries === 'replaced') fill()
        else for (const entry of entries) this.#books.get(feed.controller)?.add(entry)
        this.#stale = true
      })
    })
    for (const old of this.#unlisten) old()
    this.#unlisten = unlisten
  }

  /** Brings the list of lanes up to date with the books. */
  #refresh(): void {
    if (!this.#stale) return
    this.#stale = false
    const books = [...this.#books.values()]
    // The clock is shared, so each journal has the same moves of it.
    const clock = books[0]?.clockLane
    this.#clockMarks = books[0]?.clockMarks ?? []
    this.#lanes = [...(clock === undefined ? [] : [clock]), ...books.flatMap((book) => book.lanes())]
    this.laneCount.value = this.#lanes.length
    const spacer = this.#canvas.nextElementSibling as HTMLElement
    const beyond = AXIS_HEIGHT + this.#lanes.length * LANE_HEIGHT - this.#scroller.clientHeight
    spacer.style.height = `${Math.max(0, beyond)}px`
    this.#dirty = true
    if (!this.#fitted && !this.#dashboard.live.value && this.#lanes.some(({ marks }) => marks.length > 0)) {
      this.#fitted = true
      this.showAll()
    }
  }

  #frame(tick: boolean): void {
    this.#refresh()
    const nowMs = this.#dashboard.nowMs()
    const moved = tick && Math.abs(this.#scale(nowMs) - this.#scale(this.#paintedNowMs)) >= 0.25
    if (moved || Number.isNaN(this.#paintedNowMs)) this.#dirty = true
    if (!this.#dirty || this.#width === 0) return
    this.#dirty = false
    this.#paintedNowMs = nowMs
    if (this.follows.value) this.#followNow(nowMs)
    this.#paint(nowMs)
  }

  #paint(nowMs: number): void {
    const context = this.#canvas.getContext('2d')
    const face = this.#dashboard.shown.value.find((feed) => feed.face !== undefined)?.face
    const newest = this.#dashboard.shown.value[0]?.log.entries.at(-1)
    if (context === null) return
    paint(context, {
      width: this.#width,
      height: this.#canvas.clientHeight,
      ratio: window.devicePixelRatio,
      scale: this.#scale,
      scrollTop: this.#scroller.scrollTop,
      lanes: this.#lanes,
      clockMarks: this.#clockMarks,
      nowMs,
      wallOffsetMs: face !== undefined ? wallOffset(face) : newest ? newest.wallMs - newest.atMs : 0,
      several: this.#dashboard.shown.value.length > 1,
      selected: this.#selected(),
      palette: this.#palette,
    })
  }

  #followNow(nowMs: number): void {
    const { k } = this.#transform
    const x = this.#nowX() - k * baseScale(this.#width)(nowMs)
    this.#transformTo(zoomIdentity.translate(x, 0).scale(k))
    this.#dirty = false
  }

  #nowX(): number {
    const gutter = gutterWidth(this.#width)
    return gutter + (this.#width - gutter) * NOW_AT
  }

  #transformTo(transform: ZoomTransform): void {
    this.#zoom.transform(select(this.#canvas), transform)
  }

  #zoomed({ sourceEvent }: D3ZoomEvent<HTMLCanvasElement, unknown>): void {
    this.#dirty = true
    // A move by hand lets go of now; zooming keeps it in its place.
    if (sourceEvent instanceof MouseEvent && sourceEvent.type !== 'wheel') {
      this.follows.value = false
      this.#scroller.scrollTop -= sourceEvent.movementY
    } else if (sourceEvent?.type.startsWith('touch')) this.follows.value = false
  }

  #wheeled(event: WheelEvent): void {
    const sideways = Math.abs(event.deltaX) > Math.abs(event.deltaY)
    if (event.shiftKey) this.#scroller.scrollTop += event.deltaY || event.deltaX
    else if (sideways) this.panBy(event.deltaX / this.#width)
    else return
    event.preventDefault()
    event.stopPropagation()
  }

  #resized(): void {
    const { clientWidth, clientHeight } = this.#scroller
    const ratio = window.devicePixelRatio
    this.#canvas.width = Math.round(clientWidth * ratio)
    this.#canvas.height = Math.round(clientHeight * ratio)
    this.#canvas.style.width = `${clientWidth}px`
    this.#canvas.style.height = `${clientHeight}px`
    this.#stale = true
    this.#dirty = true
  }

  #pointed(event: MouseEvent): { lane: Lane; mark: Mark } | undefined {
    const { left, top } = this.#canvas.getBoundingClientRect()
    return markAt(event.clientX - left, event.clientY - top, {
      scale: this.#scale,
      lanes: this.#lanes,
      scrollTop: this.#scroller.scrollTop,
    })
  }

  #clicked(event: MouseEvent): void {
    const found = this.#pointed(event)
    if (found !== undefined) this.#choose(found.lane, found.mark)
  }

  #hovered(event: PointerEvent): void {
    const found = this.#pointed(event)
    const entry = found && this.#dashboard.feedOf(found.lane.controller)?.log.find(found.mark.seq)
    this.#canvas.style.cursor = entry === undefined ? 'grab' : 'pointer'
    this.#canvas.title = entry === undefined ? '' : entryLine(entry)
  }

  #choose(lane: Lane, mark: Mark): void {
    this.#dashboard.select(lane.controller, mark.seq)
  }

  #selected(): { lane: string; seq: number } | undefined {
    const selection = this.#dashboard.selection.value
    if (selection === undefined) return undefined
    const { controller, entry } = selection
    const lane = this.#lanes.find(
      (candidate) =>
        candidate.controller === controller && candidate.marks.some(({ seq }) => seq === entry.seq),
    )
    return lane === undefined ? undefined : { lane: lane.key, seq: entry.seq }
  }

  /** Brings a mark into view. */
  #reveal(lane: Lane, mark: Mark): void {
    const row = this.#lanes.indexOf(lane) * LANE_HEIGHT
    const room = this.#scroller.clientHeight - AXIS_HEIGHT - LANE_HEIGHT
    if (row < this.#scroller.scrollTop) this.#scroller.scrollTop = row
    else if (row > this.#scroller.scrollTop + room) this.#scroller.scrollTop = row - room
    const x = this.#scale(mark.atMs)
    if (x > gutterWidth(this.#width) + 10 && x < this.#width - 10) return
    this.follows.value = false
    this.#zoom.translateTo(select(this.#canvas), baseScale(this.#width)(mark.atMs), 0)
  }
}
