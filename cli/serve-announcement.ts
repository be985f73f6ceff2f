import { packageVersion } from '../simulator/http/version.js'
import type { ControllerKind } from '../simulator/journal/entries.js'

/** How a served controller is reached. */
export interface Reachable {
  url: string
  username: string
  password: string
  /** Address of its login. */
  login: string
  /** What it sends as a bearer token, where the controller has no login. */
  apiToken?: string | undefined
  /** Address of its control API. */
  control: string
}

/** What is known once the controllers are served. */
export interface Ready {
  controllers: Partial<Record<ControllerKind, Reachable>>
  /** Undefined under plain HTTP. */
  caFile: string | undefined
  /** Undefined where the control API asks for none. */
  controlToken: string | undefined
}

/** The one line of JSON that `--json` prints. */
export function readyLine({ controllers, caFile, controlToken }: Ready): string {
  return JSON.stringify({ ready: true, caFile, controlToken, controllers })
}

/** What a person gets to read: addresses, accounts, and a command to try for each. */
export function announcement({ controllers, caFile, controlToken }: Ready): string {
  const rows = Object.entries(controllers) as [ControllerKind, Reachable][]
  const trust = caFile === undefined ? '' : ` --cacert ${quoted(caFile)}`
  const table = [
    ['controller', 'address', 'user', 'password'],
    ...rows.map(([kind, { url, username, password }]) => [kind, url, username, password]),
  ]
  const lines = [
    `Midrun ${packageVersion} is ready. Control API: <address>/__midrun. Stop with Ctrl+C.`,
    '',
    ...columns(table).map((line) => `  ${line}`),
    '',
    ...(caFile === undefined ? [] : [`CA certificate: ${caFile}`]),
    ...(controlToken === undefined ? [] : [`Control token:  ${controlToken}`]),
    `In a browser:   ${rows[0]![1].control}/${controlToken === undefined ? '' : `?token=${controlToken}`}`,
    'Log in:',
    ...rows.map(([kind, reachable]) => `  curl${trust} ${LOGIN[kind](reachable)}`),
  ]
  return lines.join('\n')
}

/** Arguments with which curl logs in to each controller. */
const LOGIN: Record<ControllerKind, (at: Reachable) => string> = {
  apic: ({ login, username, password }) =>
    `-d ${quoted(JSON.stringify({ aaaUser: { attributes: { name: username, pwd: password } } }))} ${login}`,
  fmc: ({ url, login, username, password, apiToken }) =>
    apiToken !== undefined
      ? `-H ${quoted(`Authorization: Bearer ${apiToken}`)} ${url}/api/fmc_platform/v1/info/serverversion`
      : `-i -X POST -u ${quoted(`${username}:${password}`)} ${login}`,
  apstra: ({ login, username, password }) =>
    `-H 'Content-Type: application/json' -d ${quoted(JSON.stringify({ username, password }))} ${login}`,
}

function columns(table: string[][]): string[] {
  const widths = table[0]!.map((_, column) => Math.max(...table.map((row) => row[column]!.length)))
  return table.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column]!))
      .join('  ')
      .trimEnd(),
  )
}

function quoted(text: string): string {
  return /^[\w./:@-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`
}
