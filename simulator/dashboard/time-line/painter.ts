import { type ScaleLinear, scaleUtc } from 'd3-scale'
import { CLOCK_LANE, type ClockMark, firstAt, type Lane, type Mark, type MarkKind } from '../model/lanes.js'
import { CONTROLLER_NAMES } from '../model/names.js'
import { jumped } from '../model/time-text.js'
import { AXIS_HEIGHT, gutterWidth, LANE_HEIGHT } from './geometry.js'
import { MARK_LOOKS } from './mark-shapes.js'
import type { Palette } from './palette.js'

/** Half the size of a mark, in px. */
const MARK_SIZE = 5
/** Least distance between two moves of the clock that have lines of their own, in px. */
const LEAST_GAP = 4
/** Least distance between two times of day on the axis, in px. */
const LABEL_GAP = 8
const FONT = '12px system-ui, sans-serif'

/** All that one picture of the time line shows. Instants are monotonic ms. */
export interface Scene {
  width: number
  height: number
  /** Device pixels per px. */
  ratio: number
  scale: ScaleLinear<number, number>
  scrollTop: number
  lanes: readonly Lane[]
  clockMarks: readonly ClockMark[]
  nowMs: number
  /** What has to be added to monotonic ms to get ms since 1970. */
  wallOffsetMs: number
  /** Whether the lanes of several controllers are shown, so that each has to be named. */
  several: boolean
  selected: { lane: string; seq: number } | undefined
  palette: Palette
}

/** Paints the time line: axis, clock moves, lanes with their tokens and marks, now. */
export function paint(context: CanvasRenderingContext2D, scene: Scene): void {
  const { width, height, ratio, palette } = scene
  context.setTransform(ratio, 0, 0, ratio, 0, 0)
  context.clearRect(0, 0, width, height)
  context.font = FONT
  context.textBaseline = 'middle'
  const gutter = gutterWidth(width)
  const first = Math.max(0, Math.floor(scene.scrollTop / LANE_HEIGHT))
  const last = Math.min(scene.lanes.length, Math.ceil((scene.scrollTop + height - AXIS_HEIGHT) / LANE_HEIGHT))
  const rows = scene.lanes
    .slice(first, last)
    .map((lane, index) => ({ lane, y: AXIS_HEIGHT + (first + index + 0.5) * LANE_HEIGHT - scene.scrollTop }))

  clipped(context, [gutter, 0, width - gutter, height], () => {
    paintGrid(context, scene)
    paintClockMoves(context, scene)
  })
  clipped(context, [gutter, AXIS_HEIGHT, width - gutter, height - AXIS_HEIGHT], () => {
    for (const { lane, y } of rows) paintLife(context, scene, lane, y)
    paintMarks(context, scene, rows)
    paintSelection(context, scene, rows)
  })
  clipped(context, [gutter, 0, width - gutter, height], () => paintNow(context, scene))
  clipped(context, [0, AXIS_HEIGHT, gutter, height - AXIS_HEIGHT], () => {
    for (const { lane, y } of rows) paintName(context, scene, lane, y, gutter)
  })
  context.fillStyle = palette.line
  context.fillRect(gutter - 1, 0, 1, height)
  context.fillRect(0, AXIS_HEIGHT - 1, width, 1)
}

function clipped(
  context: CanvasRenderingContext2D,
  box: [x: number, y: number, width: number, height: number],
  draw: () => void,
): void {
  context.save()
  context.beginPath()
  context.rect(...box)
  context.clip()
  draw()
  context.restore()
}

/** Ticks of the time of day, the day itself where it changes. */
function paintGrid(context: CanvasRenderingContext2D, scene: Scene): void {
  const { scale, wallOffsetMs, palette, height, width } = scene
  const gutter = gutterWidth(width)
  const [fromMs, toMs] = [scale.invert(gutter), scale.invert(width)]
  const axis = scaleUtc([fromMs + wallOffsetMs, toMs + wallOffsetMs], [gutter, width])
  const count = Math.max(2, Math.floor((width - gutter) / 96))
  const text = axis.tickFormat(count, toMs - fromMs < count * 2000 ? '%H:%M:%S.%L' : tickForm(toMs - fromMs))
  context.textAlign = 'center'
  let labelledTo = Number.NEGATIVE_INFINITY
  for (const tick of axis.ticks(count)) {
    const x = Math.round(axis(tick))
    const label = text(tick)
    const half = context.measureText(label).width / 2
    context.fillStyle = palette.line
    context.globalAlpha = 0.6
    context.fillRect(x, AXIS_HEIGHT - 5, 1, height)
    context.globalAlpha = 1
    if (x - half < labelledTo) continue
    labelledTo = x + half + LABEL_GAP
    context.fillStyle = palette.faint
    context.fillText(label, x, AXIS_HEIGHT / 2 - 1)
  }
}

function tickForm(spanMs: number): string {
  if (spanMs < 15 * 60_000) return '%H:%M:%S'
  return spanMs < 36 * 3_600_000 ? '%H:%M' : '%b %d %H:%M'
}

/** Where the clock was moved by hand the time in between is shaded, with how far it went; stops and rates as flags. */
function paintClockMoves(context: CanvasRenderingContext2D, scene: Scene): void {
  const { clockMarks, scale, palette, height, width } = scene
  const [fromMs, toMs] = [scale.invert(gutterWidth(width)), scale.invert(width)]
  context.textAlign = 'left'
  let labelledTo = Number.NEGATIVE_INFINITY
  let drawnX = Number.NEGATIVE_INFINITY
  for (const mark of clockMarks) {
    if (mark.atMs > toMs || mark.atMs + mark.byMs < fromMs) continue
    const x = scale(mark.atMs)
    const endX = scale(mark.atMs + (mark.event === 'advance' ? mark.byMs : 0))
    context.fillStyle = palette.accent
    if (mark.event === 'advance') {
      context.globalAlpha = 0.1
      context.fillRect(x, AXIS_HEIGHT, Math.max(1, endX - x), height)
      context.globalAlpha = 1
    }
    if (x >= drawnX + LEAST_GAP) {
      context.globalAlpha = 0.4
      context.fillRect(x, AXIS_HEIGHT, 1, height)
      context.globalAlpha = 1
      drawnX = x
    }
    if (x > labelledTo) labelledTo = paintLabel(context, scene, clockLabel(mark), x)
  }
}

/** Writes below the lanes what happened to the clock at `x`; gives where the next such text may begin. */
function paintLabel(
  context: CanvasRenderingContext2D,
  { palette, height }: Scene,
  label: string,
  x: number,
): number {
  const { width } = context.measureText(label)
  context.fillStyle = palette.raised
  context.fillRect(x + 1, height - 18, width + 6, 18)
  context.fillStyle = palette.accent
  context.fillText(label, x + 4, height - 9)
  return x + width + 12
}

function clockLabel({ event, byMs, rate }: ClockMark): string {
  if (event === 'advance') return jumped(byMs)
  if (event === 'run') return `×${rate}`
  return event === 'freeze' ? 'stopped' : 'stepped'
}

/** A session's life as a thin line, its tokens as bars: what is over filled, what may still come in outline. */
function paintLife(context: CanvasRenderingContext2D, scene: Scene, lane: Lane, y: number): void {
  const { scale, palette, nowMs, width } = scene
  context.fillStyle = palette.line
  context.globalAlpha = 0.5
  context.fillRect(0, Math.round(y + LANE_HEIGHT / 2) - 1, width, 1)
  context.globalAlpha = 1
  if (lane.session === undefined) return
  const fromX = lane.bornMs === undefined ? 0 : scale(lane.bornMs)
  context.fillRect(fromX, y - 1, scale(lane.endedMs ?? nowMs) - fromX, 2)
  for (const token of lane.tokens) {
    const startX = scale(token.fromMs)
    const untilMs = Math.min(token.toMs ?? nowMs, token.endsMs ?? Number.POSITIVE_INFINITY)
    const endX = scale(untilMs)
    if (startX > width || scale(token.endsMs ?? untilMs) < 0) continue
    context.fillStyle = palette.tokenSoft
    context.fillRect(startX, y - 6, Math.max(1, endX - startX - 1), 12)
    if (token.toMs === undefined && token.endsMs !== undefined && token.endsMs > untilMs) {
      context.strokeStyle = palette.token
      context.setLineDash([3, 3])
      context.strokeRect(endX + 0.5, y - 5.5, scale(token.endsMs) - endX, 11)
      context.setLineDash([])
    }
  }
}

/** Marks of all rows, one path for each kind; of those that would cover each other on the same px only one. */
function paintMarks(
  context: CanvasRenderingContext2D,
  { scale, width, palette }: Scene,
  rows: readonly { lane: Lane; y: number }[],
): void {
  const gutter = gutterWidth(width)
  const fromMs = scale.invert(gutter - MARK_SIZE)
  const toMs = scale.invert(width + MARK_SIZE)
  const paths = new Map<MarkKind, Path2D>()
  for (const { lane, y } of rows) {
    const drawnX = new Map<MarkKind, number>()
    for (let index = firstAt(lane.marks, fromMs); index < lane.marks.length; index++) {
      const { atMs, kind } = lane.marks[index] as Mark
      if (atMs > toMs) break
      const x = Math.round(scale(atMs))
      if (drawnX.get(kind) === x) continue
      drawnX.set(kind, x)
      let path = paths.get(kind)
      if (path === undefined) {
        path = new Path2D()
        paths.set(kind, path)
      }
      MARK_LOOKS[kind].trace(path, x, y, MARK_SIZE)
    }
  }
  context.lineWidth = 2
  for (const [kind, look] of Object.entries(MARK_LOOKS) as [MarkKind, (typeof MARK_LOOKS)[MarkKind]][]) {
    const path = paths.get(kind)
    if (path === undefined) continue
    context.strokeStyle = look.filled ? palette.ground : palette[look.colour]
    if (look.filled) {
      context.lineWidth = 1
      context.fillStyle = palette[look.colour]
      context.fill(path)
    }
    context.stroke(path)
    context.lineWidth = 2
  }
  context.lineWidth = 1
}

function paintSelection(
  context: CanvasRenderingContext2D,
  { selected, scale, palette, height }: Scene,
  rows: readonly { lane: Lane; y: number }[],
): void {
  const row = rows.find(({ lane }) => lane.key === selected?.lane)
  const mark = row?.lane.marks.find(({ seq }) => seq === selected?.seq)
  if (row === undefined || mark === undefined) return
  const x = scale(mark.atMs)
  context.fillStyle = palette.accent
  context.globalAlpha = 0.5
  context.fillRect(x - 0.5, 0, 1, height)
  context.globalAlpha = 1
  context.strokeStyle = palette.accent
  context.lineWidth = 2
  context.strokeRect(x - 9, row.y - 9, 18, 18)
  context.lineWidth = 1
}

function paintNow(context: CanvasRenderingContext2D, { scale, nowMs, palette, height }: Scene): void {
  const x = Math.round(scale(nowMs))
  context.fillStyle = palette.accent
  context.fillRect(x - 1, AXIS_HEIGHT - 4, 2, height)
  context.beginPath()
  context.roundRect(x - 19, 4, 38, AXIS_HEIGHT - 9, 4)
  context.fill()
  context.textAlign = 'center'
  context.fillStyle = palette.onAccent
  context.fillText('now', x, AXIS_HEIGHT / 2 - 0.5)
}

function paintName(
  context: CanvasRenderingContext2D,
  { palette, several }: Scene,
  lane: Lane,
  y: number,
  gutter: number,
): void {
  context.textAlign = 'left'
  context.fillStyle = lane.endedMs === undefined ? palette.ink : palette.faint
  const [name, more] = namesOf(lane, several)
  const room = gutter - 16
  const shown = shortened(context, name, room)
  context.fillText(shown, 8, y)
  const used = context.measureText(shown).width
  if (more !== '' && used + 40 < room) {
    context.fillStyle = palette.faint
    context.fillText(shortened(context, more, room - used - 6), 8 + used + 6, y)
  }
}

/** What a lane is called, and what is said of it where there is room. */
function namesOf({ key, session, controller, user }: Lane, several: boolean): [name: string, more: string] {
  if (key === CLOCK_LANE) return ['clock', '']
  if (session !== undefined) return [session, user]
  return [several ? CONTROLLER_NAMES[controller] : 'others', 'no session']
}

function shortened(context: CanvasRenderingContext2D, text: string, room: number): string {
  if (context.measureText(text).width <= room) return text
  let kept = text.slice(0, 40)
  while (kept.length > 1 && context.measureText(`${kept}…`).width > room) kept = kept.slice(0, -1)
  return `${kept}…`
}
