/** Takes the pictures of docs/cockpit.md: the same scene each time, from what `npm run build` built. */
import { mkdir, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { chromium } from 'playwright-core'
import { LiveClock } from '../../dist/simulator/clock/index.js'
import { apicSampleUsers } from '../../dist/simulator/fixtures.js'
import { serve } from '../../dist/simulator/http/index.js'
import { smallPng } from './small-png.mjs'

const folder = join(dirname(fileURLToPath(import.meta.url)), '..', '..', 'docs', 'screenshots')
const SIZES = [
  { width: 1400, height: 900, whole: false },
  { width: 400, height: 900, whole: true },
]

const running = await play()
const browser = await chromium.launch({
  executablePath: process.env.MIDRUN_CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu', '--force-color-profile=srgb'],
})
await mkdir(folder, { recursive: true })
for (const colorScheme of ['light', 'dark']) {
  for (const { width, height, whole } of SIZES) {
    const page = await browser.newPage({ viewport: { width, height }, colorScheme, reducedMotion: 'reduce' })
    await page.goto(`${running.servers.apic.controlUrl}/`)
    const cards = page.locator('.cards-scroller')
    await page.locator('.card').first().waitFor()
    await cards.evaluate((element) => element.scrollTo(0, element.scrollHeight))
    await page.locator('.card', { hasText: 'apic-1' }).locator('.last button').click()
    await cards.evaluate((element) => element.scrollTo(0, 0))
    await page.evaluate(() => {
      document.activeElement.blur()
      window.scrollTo(0, 0)
    })
    await page.mouse.move(0, 0)
    await page.waitForTimeout(1500)
    const path = join(folder, `cockpit-${width}-${colorScheme}.png`)
    await writeFile(path, smallPng(await page.screenshot({ fullPage: whole })))
    await page.close()
  }
}
await browser.close()
await running.close()

/** Serves the three controllers and lets their clients do what the pictures show. */
async function play() {
  const clock = new LiveClock({ wallStartMs: Date.parse('2026-11-22T09:00:00Z') })
  clock.freeze()
  const served = await serve({
    controllers: { apic: { users: apicSampleUsers() }, fmc: {}, apstra: {} },
    seed: 'screenshots',
    clock,
  })
  const { apic, fmc, apstra } = served.servers
  const pass = (ms) => served.timeLine.advance(() => ms)
  // However long it took to stop the clock: everything happens at whole seconds.
  await pass(1000 - (clock.monotonicMs() % 1000))
  const admin = await apicLogin(apic.url, 'admin')
  await pass(95_000)
  await send(apic.url, 'GET', '/api/class/fvTenant.json', { cookie: admin })
  const operator = await apicLogin(apic.url, 'operator')
  await pass(130_000)
  const [fmcHeaders] = await send(fmc.url, 'POST', '/api/fmc_platform/v1/auth/generatetoken', {
    authorization: `Basic ${btoa('admin:midrun')}`,
  })
  const token = fmcHeaders.get('x-auth-access-token')
  const [, login] = await send(
    apstra.url,
    'POST',
    '/api/aaa/login',
    { 'content-type': 'application/json' },
    { username: 'admin', password: 'admin' },
  )
  await send(apic.url, 'GET', '/api/class/fvBD.json', { cookie: operator })
  await send(
    apic.url,
    'POST',
    '/api/aaaLogin.json',
    {},
    { aaaUser: { attributes: { name: 'admin', pwd: 'wrong' } } },
  )
  await pass(215_000)
  const [renewed] = await send(apic.url, 'GET', '/api/aaaRefresh.json', { cookie: operator })
  const cookie = renewed.get('set-cookie').split(';')[0]
  await send(fmc.url, 'GET', '/api/fmc_config/v1/domain/default/object/hosts', {
    'x-auth-access-token': token,
  })
  await send(apstra.url, 'GET', '/api/blueprints', { authtoken: JSON.parse(login).token })
  await pass(150_000)
  apic.simulator.faults.arm({ type: 'status', options: { status: 503 }, purpose: 'call' })
  await send(apic.url, 'GET', '/api/class/fvCtx.json', { cookie })
  await pass(12_000)
  await send(apic.url, 'GET', '/api/class/fvTenant.json', { cookie: admin })
  await send(apic.url, 'GET', '/api/mo/uni/tn-common.json', { cookie })
  await apicLogin(apic.url, 'admin')
  await pass(4000)
  return served
}

async function apicLogin(url, name) {
  const [headers] = await send(
    url,
    'POST',
    '/api/aaaLogin.json',
    {},
    { aaaUser: { attributes: { name, pwd: 'midrun' } } },
  )
  return headers.get('set-cookie').split(';')[0]
}

/** Sends a request; gives the reply's headers and body. */
async function send(url, method, target, headers = {}, body = undefined) {
  const response = await fetch(url + target, {
    method,
    headers,
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  })
  return [response.headers, await response.text()]
}
