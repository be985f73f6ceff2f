import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { chromiumPath, launchChromium } from '../../chromium.js'
import { buildPage, openPage, Scene } from './open-page.js'

let browser: Browser

describe.skipIf(chromiumPath === undefined)('several windows of one browser', () => {
  beforeAll(async () => {
    await buildPage()
    browser = await launchChromium()
  })
  afterAll(() => browser?.close())

  it('all follow three controllers at one address, and each can steer them', async () => {
    const scene = await Scene.start({ controllers: { apic: {}, fmc: {}, apstra: {} } })
    // One profile, because a browser counts its connections to an address by profile: six of HTTP/1.1.
    const profile = await browser.newContext({ viewport: { width: 1400, height: 900 } })
    try {
      const windows = []
      for (let count = 0; count < 3; count++) windows.push(await openPage(profile, scene.apicUrl))
      await scene.login()
      await scene.fmcLogin()
      for (const [index, { page }] of windows.entries()) {
        await vi.waitFor(async () => expect(await page.locator('.card').count()).toBe(2), { timeout: 15_000 })
        await page.getByRole('button', { name: '+1 min', exact: true }).click()
        const left = `${9 - index}:00`
        for (const { page: each } of windows) {
          await each
            .locator('.card', { hasText: 'apic-1' })
            .locator('[data-main]', { hasText: left })
            .waitFor()
        }
      }
      await windows[2]!.page.getByRole('button', { name: /^End/ }).first().click()
      for (const { page, problems } of windows) {
        await page.locator('.card .death').waitFor()
        expect(problems).toEqual([])
      }
    } finally {
      await profile.close()
      await scene.close()
    }
  })
})
