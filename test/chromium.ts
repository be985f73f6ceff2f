import { existsSync } from 'node:fs'
import { type Browser, chromium } from 'playwright-core'

const CANDIDATES = [process.env.MIDRUN_CHROMIUM, '/usr/bin/chromium', '/usr/bin/chromium-browser']

/** Where Chromium is; undefined on a machine without it, where the tests that need it are skipped. */
export const chromiumPath = CANDIDATES.find((path) => path !== undefined && existsSync(path))

/** Starts a headless Chromium that talks to nobody but the page's own server. */
export function launchChromium(): Promise<Browser> {
  return chromium.launch({
    executablePath: chromiumPath!,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  })
}
