import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { envelopeHtmlReport } from '../../../conformance/reports/envelope/html.js'
import { htmlReport } from '../../../conformance/reports/html.js'
import { chromiumPath, launchChromium } from '../../chromium.js'
import { envelopeWith } from './envelope/envelopes.js'
import { refusedWith } from './hostile-recordings.js'
import { runOfEachVerdict, runThatHasItAll } from './reported-runs.js'

/** A browser takes some seconds to start on a busy machine. */
const TEST_LIMIT_MS = 120_000
/** Accessibility rules of WCAG 2.2 up to level AA. */
const WCAG_AA = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']
const AXE = createRequire(import.meta.url).resolve('axe-core/axe.min.js')
const LONG_TARGET = `/api/node/mo/${'uni'.repeat(60)}.json?query-target-filter=eq(fvTenant.name,"<b>&")`

/** Pages that between them have all that a report can show. */
const PAGES: Record<string, () => Promise<string>> = {
  'each verdict': async () => htmlReport(await runOfEachVerdict()),
  'two scenarios, stale entries and long words': async () =>
    htmlReport(runThatHasItAll(refusedWith(LONG_TARGET, 'W'.repeat(150)), 'no request '.repeat(20))),
  'an envelope': async () => envelopeHtmlReport(envelopeWith(LONG_TARGET)),
}

// Vitest reports how many tests were skipped, and not why.
if (chromiumPath === undefined) {
  process.stderr.write('Browser tests are skipped: run test/third-party/chromium/install\n')
}

describe.skipIf(chromiumPath === undefined)('HTML reports in Chromium', () => {
  let browser: Browser
  let folder: string
  beforeAll(async () => {
    browser = await launchChromium()
    folder = await mkdtemp(join(tmpdir(), 'midrun-html-'))
  }, TEST_LIMIT_MS)
  afterAll(async () => {
    await browser.close()
    await rm(folder, { recursive: true })
  }, TEST_LIMIT_MS)

  /** Opens a page as a file, and gives it with all that it asked for and complained about. */
  async function open(context: BrowserContext, html: string) {
    const file = join(folder, 'report.html')
    await writeFile(file, html)
    const page = await context.newPage()
    const requests: string[] = []
    const complaints: string[] = []
    page.on('request', (request) => requests.push(request.url()))
    page.on('console', (message) => complaints.push(message.text()))
    page.on('pageerror', (error) => complaints.push(error.message))
    const url = pathToFileURL(file).href
    await page.goto(url)
    return { page, complaints, others: requests.filter((each) => each !== url) }
  }

  describe.each(Object.keys(PAGES))('%s', (name) => {
    it.each(
      ([400, 1400] as const).flatMap((width) =>
        (['light', 'dark'] as const).map((colorScheme) => ({ width, colorScheme })),
      ),
    )(
      'is whole and can be read at $width px, $colorScheme',
      async ({ width, colorScheme }) => {
        // The page's own policy forbids scripts, and the accessibility check is one.
        const context = await browser.newContext({
          viewport: { width, height: 900 },
          colorScheme,
          bypassCSP: true,
        })
        try {
          const { page, complaints, others } = await open(context, await PAGES[name]!())
          await page.evaluate('for (const each of document.querySelectorAll("details")) each.open = true')

          expect(await overflow(page)).toEqual({ page: width, wider: [] })
          expect(await smallTexts(page)).toEqual([])
          expect(await violations(page)).toEqual([])
          expect([complaints, others]).toEqual([[], []])
        } finally {
          await context.close()
        }
      },
      TEST_LIMIT_MS,
    )
  })

  it(
    'is allowed everything that it needs by its own policy',
    async () => {
      const context = await browser.newContext({ viewport: { width: 800, height: 900 } })
      try {
        const { page, complaints, others } = await open(context, htmlReport(await runOfEachVerdict()))
        const drawn = await page.evaluate(
          `[...document.querySelectorAll('.meter > span, .strip rect')].every((each) => each.getBoundingClientRect().height > 0)`,
        )
        expect([complaints, others, drawn]).toEqual([[], [], true])
      } finally {
        await context.close()
      }
    },
    TEST_LIMIT_MS,
  )
})

/** How wide the page is in px, and what in it stands out of the window without a scroll bar of its own. */
function overflow(page: Page): Promise<unknown> {
  return page.evaluate(`({
    page: document.documentElement.scrollWidth,
    wider: [...document.body.querySelectorAll('*')]
      .filter((each) => !each.closest('.wide, .skip') && each.getBoundingClientRect().right > innerWidth + 0.5)
      .map((each) => each.outerHTML.slice(0, 200)),
  })`)
}

/** Elements with text of their own below 12 px. */
function smallTexts(page: Page): Promise<unknown> {
  return page.evaluate(`[...document.body.querySelectorAll('*')]
    .filter((each) => [...each.childNodes].some((node) => node.nodeType === 3 && node.data.trim() !== ''))
    .filter((each) => Number.parseFloat(getComputedStyle(each).fontSize) < 12)
    .map((each) => each.outerHTML.slice(0, 200))`)
}

/** What axe-core finds against WCAG AA: the rule, and the elements. */
async function violations(page: Page): Promise<unknown> {
  await page.addScriptTag({ path: AXE })
  return page.evaluate(`axe.run({ runOnly: ${JSON.stringify(WCAG_AA)} }).then(({ violations }) =>
    violations.map(({ id, nodes }) => [id, nodes.map(({ html, any }) => html + ' ' + any.map(({ message }) => message))]))`)
}
