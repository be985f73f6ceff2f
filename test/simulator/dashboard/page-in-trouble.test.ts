import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { chromiumPath, launchChromium } from '../../chromium.js'
import { buildPage, openPage, Scene } from './open-page.js'

const MARKUP = '<img src=x onerror="window.harmed=1"><script>window.harmed=1</script>'

let browser: Browser

describe.skipIf(chromiumPath === undefined)('the page in trouble', () => {
  beforeAll(async () => {
    await buildPage()
    browser = await launchChromium()
  })
  afterAll(() => browser?.close())

  it('says that it is disconnected, connects anew, and begins anew with a new server', async () => {
    const first = await Scene.start()
    const port = Number(new URL(first.apicUrl).port)
    await first.login()
    await first.running.timeLine.advance(() => 60_000)
    const { page } = await openPage(browser, first.apicUrl)
    await page.locator('.card .id', { hasText: 'apic-1' }).waitFor()
    await first.close()
    await page.getByText('Disconnected: what you see is no longer up to date.').waitFor()
    expect(await page.locator('.card').count()).toBe(1)

    const second = await Scene.start({ port, controllers: { apic: {}, fmc: {} } })
    try {
      await second.login()
      await second.login()
      await page.locator('.card .id', { hasText: 'apic-2' }).waitFor()
      await page.getByText('Disconnected').waitFor({ state: 'detached' })
      expect(await page.locator('.card').count()).toBe(2)
      expect(await page.locator('#time-line-title').innerText()).toBe('Time line 4 lanes')
    } finally {
      await page.close()
      await second.close()
    }
  })

  it('lets controllers go that another server does not have, and follows those that it has', async () => {
    const first = await Scene.start()
    const port = Number(new URL(first.apicUrl).port)
    const { page } = await openPage(browser, first.apicUrl)
    await page.locator('.chip', { hasText: 'FMC' }).waitFor()
    await first.close()
    const second = await Scene.start({ port, controllers: { apic: {}, apstra: {} } })
    try {
      await page.locator('.chip', { hasText: 'Apstra' }).waitFor()
      await page.getByText('Disconnected').waitFor({ state: 'detached' })
      expect(await page.locator('.chip').allInnerTexts()).toEqual(['APIC', 'Apstra'])
    } finally {
      await page.close()
      await second.close()
    }
  })

  it('shows what clients send as text, whatever it is', async () => {
    const users = [{ name: MARKUP, password: 'midrun', role: 'admin', domains: ['Global'] }]
    const scene = await Scene.start({ controllers: { fmc: { users }, apic: {} } })
    const { page, problems } = await openPage(browser, scene.apicUrl)
    try {
      await fetch(`${scene.fmcUrl}/api/fmc_platform/v1/auth/generatetoken`, {
        method: 'POST',
        headers: { authorization: `Basic ${btoa(`${MARKUP}:midrun`)}` },
      })
      await fetch(`${scene.apicUrl}/api/class/${encodeURIComponent(MARKUP)}.json`, {
        method: 'POST',
        headers: { 'x-markup': MARKUP },
        body: `${MARKUP}\u0000\u202e${'𝕏'.repeat(1000)}`,
      })
      await scene.login(MARKUP, MARKUP)
      await page.locator('.who', { hasText: MARKUP }).waitFor()
      for (const key of ['ArrowLeft', 'ArrowLeft']) {
        await page.locator('#lanes').press(key)
        await page.locator('.detail').waitFor()
        expect(await page.locator('.detail').innerText()).toContain('onerror')
      }
      expect(await page.locator('img, main script').count()).toBe(0)
      expect(await page.evaluate('window.harmed')).toBeUndefined()
      expect(problems).toEqual([])
    } finally {
      await page.close()
      await scene.close()
    }
  })

  it('repeats what the control API refused', async () => {
    const scene = await Scene.start()
    await scene.login()
    const { page } = await openPage(browser, scene.apicUrl)
    try {
      await page.getByRole('button', { name: 'Go to just before its token runs out' }).click()
      await page.locator('[data-main]', { hasText: '1 ms' }).waitFor()
      await page.getByRole('tab', { name: 'Controllers' }).click()
      await page.getByLabel('Somebody else, as').first().fill('nobody')
      await page.getByRole('button', { name: 'Logs in' }).first().click()
      await page.getByText('expected the name of an account of this controller, found "nobody"').waitFor()
    } finally {
      await page.close()
      await scene.close()
    }
  })
})
