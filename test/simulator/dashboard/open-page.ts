import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import type { Browser, Page } from 'playwright-core'
import { LiveClock } from '../../../simulator/clock/live-clock.js'
import type { SessionView } from '../../../simulator/controller.js'
import { type RunningServers, type ServeSettings, serve } from '../../../simulator/http/server.js'

const BUILD = fileURLToPath(new URL('../../../simulator/dashboard/build.mjs', import.meta.url))

/** Builds the page from its sources. */
export async function buildPage(): Promise<void> {
  await promisify(execFile)(process.execPath, [BUILD])
}

/** Controllers that are served, with what clients of them do. */
export class Scene {
  readonly running: RunningServers
  readonly apicUrl: string
  readonly fmcUrl: string

  private constructor(running: RunningServers) {
    this.running = running
    this.apicUrl = running.servers.apic!.url
    this.fmcUrl = running.servers.fmc?.url ?? ''
  }

  /** Serves controllers with their time stopped at nine o'clock. */
  static async start(settings: Partial<ServeSettings> = {}): Promise<Scene> {
    const clock = new LiveClock({ wallStartMs: Date.parse('2026-11-22T09:00:00Z') })
    clock.freeze()
    return new Scene(await serve({ controllers: { apic: {}, fmc: {} }, seed: 'scene', clock, ...settings }))
  }

  /** Logs in to the APIC; gives the cookie. */
  async login(name = 'admin', pwd = 'midrun'): Promise<string> {
    const response = await fetch(`${this.apicUrl}/api/aaaLogin.json`, {
      method: 'POST',
      body: JSON.stringify({ aaaUser: { attributes: { name, pwd } } }),
    })
    await response.text()
    return response.headers.get('set-cookie')?.split(';')[0] ?? ''
  }

  /** Logs in to the FMC; gives the access token. */
  async fmcLogin(): Promise<string> {
    const response = await fetch(`${this.fmcUrl}/api/fmc_platform/v1/auth/generatetoken`, {
      method: 'POST',
      headers: { authorization: `Basic ${btoa('admin:midrun')}` },
    })
    return response.headers.get('x-auth-access-token') ?? ''
  }

  /** Reads something of the APIC; gives the status. */
  async get(cookie: string, target = '/api/class/fvTenant.json'): Promise<number> {
    const response = await fetch(this.apicUrl + target, { headers: cookie === '' ? {} : { cookie } })
    await response.text()
    return response.status
  }

  /** Asks the control API of the APIC. */
  async control<T>(method: string, path: string, body?: unknown): Promise<T> {
    const response = await fetch(`${this.apicUrl}/__midrun${path}`, {
      method,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    return (await response.json()) as T
  }

  /** Sessions of the APIC. */
  async sessions(): Promise<SessionView[]> {
    return (await this.control<{ sessions: SessionView[] }>('GET', '/sessions')).sessions
  }

  close(): Promise<void> {
    return this.running.close()
  }
}

/** The page in a browser of its own, and everything that went wrong in it. */
export interface OpenPage {
  page: Page
  /** Errors of scripts and of the console, violations of the security policy among them. */
  problems: string[]
}

/** Opens the page of a controller's address: in a new profile of a browser, or in another window of a profile. */
export async function openPage(
  browser: Pick<Browser, 'newPage'>,
  url: string,
  options: Parameters<Browser['newPage']>[0] = { viewport: { width: 1400, height: 900 } },
): Promise<OpenPage> {
  const page = await browser.newPage(options)
  page.setDefaultTimeout(15_000)
  const problems: string[] = []
  page.on('pageerror', (error) => problems.push(error.stack ?? error.message))
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) problems.push(message.text())
  })
  await page.goto(`${url}/__midrun/`)
  return { page, problems }
}
