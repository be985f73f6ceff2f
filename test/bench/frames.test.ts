import { expect, it } from 'vitest'
import { measureFrames } from '../../bench/frames.js'
import { chromiumPath, launchChromium } from '../chromium.js'
import { buildPage } from '../simulator/dashboard/open-page.js'

it.skipIf(chromiumPath === undefined)('counts the frames of the page and of an empty one', async () => {
  await buildPage()
  const browser = await launchChromium()
  try {
    const figures = await measureFrames(browser, { sessions: 20, entries: 100, frames: 10, rounds: 1 })
    expect(figures.map(({ name }) => name)).toEqual(['time runs', 'zooming', 'scrolling'])
    for (const { value, reference, ratio } of figures) {
      expect(value).toBeGreaterThan(0)
      expect(ratio).toBeCloseTo(value / reference!.value)
    }
  } finally {
    await browser.close()
  }
})
