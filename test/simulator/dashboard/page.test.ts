import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { Browser, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import type { JournalEntry } from '../../../simulator/journal/entries.js'
import { chromiumPath, launchChromium } from '../../chromium.js'
import { buildPage, openPage, Scene } from './open-page.js'

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

let browser: Browser
let scene: Scene
let page: Page
let problems: string[]

describe.skipIf(chromiumPath === undefined)('the page in a browser', () => {
  beforeAll(async () => {
    await buildPage()
    browser = await launchChromium()
  })
  afterAll(() => browser?.close())
  beforeEach(async () => {
    scene = await Scene.start()
  })
  afterEach(async () => {
    await page.close()
    await scene.close()
    expect(problems).toEqual([])
  })

  async function open(options?: Parameters<typeof openPage>[2]): Promise<void> {
    ;({ page, problems } = await openPage(browser, scene.apicUrl, options))
    await page.waitForSelector('.chip')
  }

  const card = (id: string) => page.locator('.card', { has: page.getByText(id, { exact: true }) })
  const button = (name: string | RegExp) => page.getByRole('button', { name, exact: true })
  /** Waits until something read again and again is so. */
  const becomes = <T>(read: () => Promise<T>, wanted: T) =>
    vi.waitFor(async () => expect(await read()).toEqual(wanted), { timeout: 15_000 })

  it('counts a session down to its very last millisecond, and says why it died', async () => {
    const cookie = await scene.login()
    await open()
    await becomes(() => card('apic-1').locator('[data-left=token]').innerText(), '10:00')
    await button('+1 min').click()
    await becomes(() => card('apic-1').locator('[data-main]').innerText(), '9:00')

    await button('Go to just before its token runs out: apic-1').click()
    await becomes(() => card('apic-1').locator('[data-main]').innerText(), '1 ms')
    expect(await card('apic-1').getAttribute('data-urgency')).toBe('soon')
    expect(await scene.get(cookie)).toBe(200)

    const endsMs = (await scene.sessions())[0]?.deadlines.token
    await button('Go to just after its token runs out: apic-1').click()
    await becomes(
      () => card('apic-1').locator('.death').innerText(),
      'Ended just now: its token ran out 10:00 min after it was given out, and nobody renewed it.',
    )
    expect((await scene.sessions())[0]?.ended).toMatchObject({ atMs: endsMs, cause: 'token-expired' })
    expect(await scene.get(cookie)).toBe(403)
    await becomes(
      () => card('apic-1').locator('.last button').innerText(),
      '403 GET /api/class/fvTenant.json',
    )
  })

  it('shows what a client was told next to what was true, and copies it as curl', async () => {
    await scene.login()
    const cookie = await scene.login()
    await scene.control('DELETE', '/sessions/apic-2')
    await scene.get(cookie)
    await open()
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write'])
    await card('apic-2').locator('.last button').click()
    expect(await page.locator('.told').innerText()).toContain('HTTP 403 Forbidden: Token was invalid')
    expect(await page.locator('.truth').innerText()).toContain('An administrator had ended the session.')
    expect(await page.locator('.wire').first().innerText()).toMatch(
      /^GET \/api\/class\/fvTenant\.json HTTP\/1\.1/,
    )
    await button('Copy as curl').click()
    const copied = await page.evaluate(() => navigator.clipboard.readText())
    expect(copied).toContain(`'${scene.apicUrl}/api/class/fvTenant.json'`)
    expect(copied).toContain('APIC-cookie=<token>')
  })

  it('shows each session that ends as ended, wherever its card goes', async () => {
    await scene.login()
    await scene.login()
    await open()
    await card('apic-1').waitFor()
    await scene.control('POST', '/restart')
    await becomes(() => page.locator('.card.ended').count(), 2)
    const struck = () =>
      page.locator('.card .id').evaluateAll((ids) => ids.map((id) => getComputedStyle(id).textDecorationLine))
    expect(await struck()).toEqual(['line-through', 'line-through'])
  })

  it('stops time, lets it run, and leaps', async () => {
    await open()
    const clock = () => scene.control<{ rate: number; frozen: boolean; monotonicMs: number }>('GET', '/clock')
    expect(await button('Freeze').getAttribute('aria-pressed')).toBe('true')
    const { monotonicMs } = await clock()
    await button('+10 min').click()
    await becomes(async () => (await clock()).monotonicMs, monotonicMs + 600_000)
    await becomes(
      () => page.getByTestId('time').innerText(),
      new Date(Date.parse('2026-11-22T09:10:00Z') + monotonicMs).toISOString().slice(11, 23),
    )
    await button('Run 60 times as fast as real time').click()
    await becomes(async () => (await clock()).rate, 60)
    await becomes(() => page.locator('.pace').innerText(), '×60')
    await page.keyboard.press('p')
    await becomes(async () => (await clock()).frozen, true)
  })

  it('ends sessions, lets others log in, restarts, resets and changes time-outs', async () => {
    await scene.login()
    await scene.fmcLogin()
    await open()
    await button('End session apic-1').click()
    await card('apic-1').getByText('an administrator ended it').waitFor()
    await page.getByRole('tab', { name: 'Controllers' }).click()
    const fmc = page.getByRole('region', { name: 'FMC' })
    await fmc.getByRole('button', { name: 'Logs in' }).click()
    await card('fmc-1').getByText('somebody logged in as admin again').waitFor()

    const apic = page.getByRole('region', { name: 'APIC' })
    const timeouts = () => scene.control<{ timeouts: { name: string; value: number }[] }>('GET', '/timeouts')
    const [first] = (await timeouts()).timeouts
    await apic.getByLabel(first!.name).fill(String(first!.value + 60))
    await apic.getByRole('button', { name: 'Change time-outs' }).click()
    await becomes(async () => (await timeouts()).timeouts[0]?.value, first!.value + 60)

    const cookie = await scene.login()
    await apic.getByRole('button', { name: 'Restart APIC' }).click()
    expect(await scene.get(cookie)).toBe(200)
    await apic.getByRole('button', { name: 'Restart APIC: press again to do it' }).click()
    await card('apic-2').getByText('the controller restarted and forgot it').waitFor()
    await apic.getByRole('button', { name: 'Reset APIC' }).click()
    await apic.getByRole('button', { name: 'Reset APIC: press again to do it' }).click()
    await becomes(async () => (await scene.sessions()).length, 0)
    await becomes(() => card('apic-2').count(), 0)
  })

  it('arms faults by one click and by the form, shows those that struck, and takes them back', async () => {
    const cookie = await scene.login()
    await open()
    await page.getByRole('tab', { name: 'Faults' }).click()
    await button('503 to the next call').click()
    await page.getByText('waits for call; 0 of 1 struck').waitFor()
    expect(await scene.get(cookie)).toBe(503)
    await button('status struck GET /api/class/fvTenant.json').waitFor()

    await page.getByRole('combobox', { name: 'Fault', exact: true }).selectOption('latency')
    await page.getByLabel('delayMs').fill('1500')
    await page.locator('.fault-form').getByLabel('purpose').selectOption('refresh')
    await page.getByLabel('how many').fill('3')
    await button('Arm').click()
    await page.getByText('waits for refresh; 0 of 3 struck').waitFor()
    const armed = () => scene.control<{ armed: unknown[] }>('GET', '/faults').then((answer) => answer.armed)
    expect(await armed()).toMatchObject([
      { type: 'latency', options: { delayMs: 1500 }, purpose: 'refresh', times: 3 },
    ])
    await button(/^Take back latency/).click()
    await becomes(armed, [])
  })

  it('holds a reply in flight until it is released', async () => {
    const cookie = await scene.login()
    await open()
    await page.getByRole('tab', { name: 'Faults' }).click()
    await button('Hold the next reply').click()
    await page.getByText(/waits for any request; 0 of 1 struck/).waitFor()
    let status: number | undefined
    const answered = scene.get(cookie).then((code) => {
      status = code
    })
    await page.getByText('its reply waits at the way out').waitFor()
    expect(status).toBeUndefined()
    await button('Release GET /api/class/fvTenant.json').click()
    await answered
    expect(status).toBe(200)
    await becomes(() => page.locator('.held').count(), 0)
  })

  it('filters, searches and walks over entries by keys alone', async () => {
    const cookie = await scene.login()
    await scene.get(cookie, '/api/class/fvBD.json')
    await scene.get('', '/api/class/fvCtx.json')
    await open()
    await page.keyboard.press('t')
    await becomes(() => page.evaluate(() => document.activeElement?.id), 'lanes')
    await vi.waitFor(async () => {
      await page.keyboard.press('ArrowLeft')
      expect(await page.locator('.detail h3').innerText()).toContain('fvCtx')
    })
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('Home')
    await becomes(() => page.locator('.detail h3').innerText(), 'POST /api/aaaLogin.json → 200, logged in')
    await page.keyboard.press('/')
    await page.keyboard.type('fvBD')
    await becomes(() => page.locator('#time-line-title').innerText(), 'Time line 1 lane')
    await button('Show all').click()
    await page.getByLabel('Outcome').selectOption('refused')
    await becomes(() => page.locator('#time-line-title').innerText(), 'Time line 1 lane')
    await page.keyboard.press('Tab')
    await page.locator('h1').click()
    await page.keyboard.press('?')
    await page.getByRole('dialog', { name: 'Keys' }).waitFor()
  })

  it('chooses an entry by a click on its mark', async () => {
    await scene.get('', '/api/class/fvCtx.json')
    await open()
    await button('All').click()
    const box = (await page.locator('#lanes canvas').boundingBox())!
    await vi.waitFor(async () => {
      // The one request is the newest of all: at the right end, in the first lane.
      await page.mouse.click(box.x + 148 + (box.width - 148) * 0.96, box.y + 28 + 12)
      expect(await page.locator('.detail h3').innerText()).toContain('fvCtx')
    })
  })

  it('shows moves of the clock as entries, which keys reach', async () => {
    await scene.login()
    await scene.running.timeLine.advance(() => 300_000)
    await open()
    await becomes(() => page.locator('#time-line-title').innerText(), 'Time line 4 lanes')
    await page.locator('#lanes').press('End')
    await becomes(() => page.locator('.detail h3').innerText(), 'the clock was moved forward by 5:00 min')
    await page.locator('#lanes').press('ArrowDown')
    await becomes(() => page.locator('.detail h3').innerText(), 'POST /api/aaaLogin.json → 200, logged in')
  })

  it('leaves controllers out', async () => {
    await scene.login()
    await scene.fmcLogin()
    await open()
    await becomes(() => page.locator('.card').count(), 2)
    await button(/APIC$/).click()
    await becomes(() => page.locator('.card').count(), 1)
    await becomes(() => page.locator('#time-line-title').innerText(), 'Time line 2 lanes')
  })

  it('keeps hundreds of sessions out of the document until they are scrolled to', async () => {
    for (let count = 0; count < 200; count++) await scene.login()
    await open()
    await page.getByText('200 live').waitFor()
    expect(await page.locator('.card').count()).toBeLessThan(30)
    expect(await page.locator('.card').first().getAttribute('aria-setsize')).toBe('200')
    await page.locator('.cards-scroller').evaluate((element) => element.scrollTo(0, element.scrollHeight))
    await card('apic-1').waitFor()
  })

  it('asks the controllers nothing itself', async () => {
    await open()
    await becomes(() => page.locator('.chip').count(), 2)
    const { entries } = await scene.control<{ entries: JournalEntry[] }>('GET', '/journal?kind=exchange')
    expect(entries).toEqual([])
  })

  it('gives journal and HAR away', async () => {
    await scene.login()
    await open()
    await page.getByRole('tab', { name: 'Controllers' }).click()
    for (const name of ['Export HAR', 'Export journal']) {
      const [download] = await Promise.all([
        page.waitForEvent('download'),
        page.getByRole('link', { name }).first().click(),
      ])
      const text = readFileSync(await download.path(), 'utf8')
      expect(text).toContain('/api/aaaLogin.json')
      expect(text).not.toContain('"pwd":"midrun"')
    }
  })

  it('only shows a recorded journal', async () => {
    await scene.login()
    page = await browser.newPage({ viewport: { width: 1400, height: 900 } })
    problems = []
    await page.route('**/__midrun/controllers', async (route) => {
      const response = await route.fetch()
      await route.fulfill({ response, json: { ...(await response.json()), live: false } })
    })
    await page.goto(`${scene.apicUrl}/__midrun/`)
    await card('apic-1').waitFor()
    await page.getByText('A recorded journal: there is nothing to steer.').waitFor()
    expect(await button('Freeze').count()).toBe(0)
    expect(await button(/^End/).count()).toBe(0)
    expect(await page.getByRole('tab').allInnerTexts()).toEqual(['Entry', 'Controllers'])
    await page.getByRole('tab', { name: 'Controllers' }).click()
    expect(await page.getByRole('link', { name: 'Export HAR' }).count()).toBe(2)
    expect(await button(/Restart/).count()).toBe(0)
  })

  it.each(['light', 'dark'] as const)('has nothing to be found by axe, in %s', async (colorScheme) => {
    const cookie = await scene.login()
    await scene.get('', '/api/class/fvCtx.json')
    await scene.get(cookie)
    await scene.fmcLogin()
    await scene.control('DELETE', '/sessions/apic-1')
    await scene.login()
    await scene.control('POST', '/faults', { type: 'reset' })
    await open({ viewport: { width: 1400, height: 900 }, colorScheme })
    await card('apic-1').locator('.last button').click()
    const findings = async () => {
      await page.evaluate(AXE)
      return page.evaluate(async () => {
        const { axe } = window as unknown as {
          axe: { run(): Promise<{ violations: { id: string; nodes: { html: string }[] }[] }> }
        }
        const { violations } = await axe.run()
        return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`)
      })
    }
    expect(await findings()).toEqual([])
    for (const name of ['Faults', 'Controllers']) {
      await page.getByRole('tab', { name }).click()
      expect(await findings()).toEqual([])
    }
    await button('Keys').click()
    expect(await findings()).toEqual([])
  })

  it('fits into 400 px', async () => {
    const cookie = await scene.login()
    await scene.get(cookie, `/api/class/${'x'.repeat(300)}.json`)
    await scene.fmcLogin()
    await open({ viewport: { width: 400, height: 800 } })
    await card('apic-1').locator('.last button').click()
    const beyond = () => page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)
    expect(await beyond()).toBe(0)
    for (const name of ['Faults', 'Controllers']) {
      await page.getByRole('tab', { name }).click()
      expect(await beyond()).toBe(0)
    }
  })
})
