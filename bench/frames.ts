import type { Browser, Page } from 'playwright-core'
import { type RunningServers, serve } from '../simulator/http/server.js'
import type { Simulator } from '../simulator/simulator.js'
import { compare, type Effort, type Figure, type Measurement } from './measurement.js'

/** How much there is to see, and how often it is looked at. */
export interface View {
  sessions: number
  entries: number
  /** Frames of one sample. */
  frames: number
  rounds: number
}

const VIEWS: Record<Effort, View> = {
  full: { sessions: 500, entries: 10_000, frames: 120, rounds: 7 },
  quick: { sessions: 500, entries: 10_000, frames: 60, rounds: 3 },
}

/** Frames per second of the page, with everything moving, against an empty page in the same browser. */
export const frames: Measurement = {
  name: 'frames',
  about:
    'frames/s of the page with 500 sessions and 10,000 entries, against an empty page in the same browser',
  async run(effort) {
    const browser = await launch()
    if (browser === undefined) return []
    try {
      return await measureFrames(browser, VIEWS[effort])
    } finally {
      await browser.close()
    }
  },
}

/** Measures the page in a browser: while time runs, while the time line is zoomed, and while the cards are scrolled. */
export async function measureFrames(browser: Browser, view: View): Promise<Figure[]> {
  const served = await crowd(view)
  try {
    const empty = await browser.newPage()
    const page = await browser.newPage({ viewport: { width: 1400, height: 900 } })
    await page.goto(`${served.servers.apic!.controlUrl}/`)
    await page.getByText(`${view.sessions} live`).waitFor()
    const figures: Figure[] = []
    for (const [name, meanwhile] of Object.entries(MOVES)) {
      const { value, reference, ratio } = await compare(
        view.rounds,
        () => framesPerSecond(page, view.frames, meanwhile),
        () => framesPerSecond(empty, view.frames),
      )
      const base = {
        name,
        value,
        unit: 'frames/s',
        reference: { name: 'empty page', value: reference },
        ratio,
      }
      // Without a graphics card each frame of a scroll is painted by the processor: shown, and not judged.
      figures.push(name === 'scrolling' ? base : { ...base, target: 0.9 })
    }
    return figures
  } finally {
    await served.close()
  }
}

/** What is done to the page while frames are counted: a script that runs once before each frame. */
const MOVES: Record<string, string | undefined> = {
  'time runs': undefined,
  zooming: `document.querySelector('#lanes canvas').dispatchEvent(
    new WheelEvent('wheel', { deltaY: frame % 40 < 20 ? -30 : 30, clientX: 700, clientY: 600, bubbles: true, cancelable: true }))`,
  scrolling: `document.querySelector('.cards-scroller').scrollTop += frame % 60 < 30 ? 60 : -60`,
}

/** Frames that a page gets to paint in a second. */
async function framesPerSecond(page: Page, count: number, meanwhile = ''): Promise<number> {
  await page.bringToFront()
  // A text, because it runs in the browser, whose types this code does not know.
  return page.evaluate<number>(`new Promise((done) => {
    let startedMs
    let frame = -1
    const next = (nowMs) => {
      startedMs ??= nowMs
      if (++frame === ${count}) return done(${count} * 1000 / (nowMs - startedMs))
      ${meanwhile};
      requestAnimationFrame(next)
    }
    requestAnimationFrame(next)
  })`)
}

/** Serves an APIC with so many live sessions and journal entries. */
async function crowd({ sessions, entries }: View): Promise<RunningServers> {
  const served = await serve({ controllers: { apic: {} }, seed: 'frames' })
  const { simulator } = served.servers.apic!
  const login = JSON.stringify({ aaaUser: { attributes: { name: 'admin', pwd: 'midrun' } } })
  const cookies: string[] = []
  for (let count = 0; count < sessions; count++) {
    const headers = exchange(simulator, 'POST', '/api/aaaLogin.json', '', login)
    cookies.push(headers.find(([name]) => name === 'Set-Cookie')![1].split(';')[0]!)
  }
  for (let count = 0; simulator.journal.entries.length < entries; count++) {
    exchange(simulator, 'GET', '/api/class/fvTenant.json', cookies[(count * 7) % sessions]!)
    if (count % 100 === 0) await served.timeLine.advance(() => 1000)
  }
  return served
}

/** Headers of the reply to one request that reached the controller without a socket. */
function exchange(
  simulator: Simulator,
  method: string,
  target: string,
  cookie: string,
  body = '',
): [string, string][] {
  const outcome = simulator.handle({
    method,
    target,
    headers: { host: 'localhost', ...(cookie === '' ? {} : { cookie }) },
    body,
    address: '127.0.0.1',
    scheme: 'http',
  })
  if (outcome.kind !== 'reply')
    throw new Error(`expected a reply to ${method} ${target}, found ${outcome.kind}`)
  outcome.release()
  return outcome.response.headers
}

/** Starts the browser; undefined, with a word, where there is none. */
async function launch(): Promise<Browser | undefined> {
  const { chromium } = await import('playwright-core')
  try {
    return await chromium.launch({
      executablePath: process.env.MIDRUN_CHROMIUM ?? '/usr/bin/chromium',
      args: ['--no-sandbox', '--disable-gpu'],
    })
  } catch {
    console.log('not measured: no Chromium; MIDRUN_CHROMIUM may say where one is')
    return undefined
  }
}
