import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { AppOptions } from '../../../simulator/http/app.js'
import { chromiumPath, launchChromium } from '../../chromium.js'
import { serveFake } from './fake-controller.js'
import { rawExchange } from './raw-exchange.js'

let folder: string
let close: (() => Promise<void>) | undefined
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'midrun-page-'))
  await writeFile(join(folder, 'index.html'), '<!doctype html><title>page</title>')
  await mkdir(join(folder, 'assets'))
  await writeFile(join(folder, 'assets', 'page.js'), 'void 0')
})
afterEach(async () => {
  await close?.()
  close = undefined
  await rm(folder, { recursive: true })
})

async function start(options: AppOptions = {}) {
  const fake = await serveFake({ pageFolder: folder, ...options })
  close = fake.close
  const get = (path: string, headers: Record<string, string> = {}) =>
    fetch(`${fake.url}/__midrun${path}`, { headers, redirect: 'manual' })
  return { ...fake, get }
}

const BROWSER = { accept: 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8' }

describe('the page', () => {
  it('is what a browser gets, with a policy that lets nothing else in', async () => {
    const { get } = await start()
    const response = await get('/', BROWSER)
    expect(await response.text()).toContain('<title>page</title>')
    expect(response.headers.get('content-type')).toContain('text/html')
    expect(response.headers.get('content-security-policy')).toBe(
      "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:; frame-ancestors 'none'; base-uri 'none'; form-action 'none'",
    )
    expect(response.headers.get('x-content-type-options')).toBe('nosniff')
    expect(response.headers.get('referrer-policy')).toBe('no-referrer')
    const script = await get('/page/assets/page.js')
    expect([script.status, script.headers.get('content-type')]).toEqual([
      200,
      'text/javascript; charset=utf-8',
    ])
    expect((await get('', BROWSER)).headers.get('location')).toBe('/__midrun/')
  })

  it.each([{ accept: '*/*' }, { accept: 'application/json' }])('is not for %j', async (headers) => {
    const { get } = await start()
    expect(await (await get('/', headers)).json()).toMatchObject({ controller: 'apic' })
  })

  it('serves nothing from outside its folder', async () => {
    const { port } = await start({ pageFolder: join(folder, 'assets') })
    for (const path of ['/page/../index.html', '/page/%2e%2e/index.html', '/page/..%2findex.html']) {
      const { text } = await rawExchange(
        port,
        `GET /__midrun${path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n`,
      )
      expect(text).not.toContain('<title>')
    }
  })

  it('says plainly that it was not built', async () => {
    const { get } = await start({ pageFolder: join(folder, 'none') })
    const response = await get('/', BROWSER)
    expect([response.status, await response.text()]).toEqual([
      404,
      'The page was not built: run "npm run build", or read this address as JSON.\n',
    ])
  })
})

describe.skipIf(chromiumPath === undefined)('a browser', () => {
  it('is let in by the token once, and then loads the page, its script and its events', async () => {
    await writeFile(
      join(folder, 'index.html'),
      '<!doctype html><title>page</title><script type="module" src="page/page.js"></script><script>document.title = "inline"</script>',
    )
    await writeFile(
      join(folder, 'page.js'),
      `const events = new EventSource('controllers/apic/events')
       events.addEventListener('state', ({ data }) => { document.title = JSON.parse(data).controller })
       fetch('restart', { method: 'POST' })`,
    )
    const { url, controller } = await start({ controlToken: 'open-sesame' })
    const browser = await launchChromium()
    try {
      const page = await browser.newPage()
      expect((await page.goto(`${url}/__midrun/`))!.status()).toBe(401)
      await page.goto(`${url}/__midrun/?token=open-sesame`)
      await page.waitForFunction('document.title === "apic"')
      expect(page.url()).toBe(`${url}/__midrun/`)
      expect(await page.evaluate('document.cookie')).toBe('')
      await expect.poll(() => controller.calls).toEqual(['restart'])
    } finally {
      await browser.close()
    }
  })
})

describe('a browser with the control token in its address', () => {
  it('gets it as a cookie that only this server sees, once', async () => {
    const { get } = await start({ controlToken: 'open-sesame' })
    expect((await get('/', BROWSER)).status).toBe(401)
    const response = await get('/?token=open-sesame', BROWSER)
    expect([response.status, response.headers.get('location')]).toEqual([303, '/__midrun/'])
    const cookie = response.headers.get('set-cookie')!
    expect(cookie).toBe('midrun_control=open-sesame; Path=/__midrun; HttpOnly; SameSite=Strict')
    expect((await get('/', { ...BROWSER, cookie: cookie.split(';')[0]! })).status).toBe(200)
    expect((await get('/page/assets/page.js')).status).toBe(401)
  })

  it('is refused with another one, and from another site', async () => {
    const { get } = await start({ controlToken: 'open-sesame' })
    const wrong = await get('/?token=open-sesam', BROWSER)
    expect([wrong.status, wrong.headers.get('set-cookie')]).toEqual([401, null])
    expect(JSON.stringify(await wrong.json())).not.toContain('open-sesam')
    expect((await get('/?token=open-sesame', { origin: 'https://elsewhere.example' })).status).toBe(403)
  })

  it('is sent on where no token is asked for', async () => {
    const { get } = await start()
    const response = await get('/?token=anything', BROWSER)
    expect([response.status, response.headers.get('set-cookie')]).toEqual([303, null])
  })
})
