import type { ControllerKind } from '../../../simulator/index.js'
import type { Case } from '../case.js'

/** What the cases that every controller has need to know of one. */
export interface SharedFacts {
  controller: ControllerKind
  /** Lifetime of a token under default options, in ms. */
  tokenMs: number
  /** Where that lifetime is known from, and how surely. */
  tokenSource: string
  tokenConfidence: Case['confidence']
  /** Options under which a restart ends sessions. */
  forgetsAtRestart: Record<string, unknown>
  /** Where the recovery from a lost session is known from, and how surely. */
  lossSource: string
  lossConfidence: Case['confidence']
  /** How the controller refuses a dead session. */
  sessionRefusal: Answer
  /** How it refuses a password. */
  badCredentials: Answer
  /** Where it is known from that a session can be ended. */
  logoutSource: string
  /** Where a busy login is known from, and how surely. */
  busySource: string
  busyConfidence: Case['confidence']
}

/** A JSON answer. */
export interface Answer {
  status: number
  body: string
}

const apicError = (status: number, text: string): Answer => ({
  status,
  body: JSON.stringify({
    totalCount: '1',
    imdata: [{ error: { attributes: { code: String(status), text } } }],
  }),
})

const fmcError = (status: number, description: string): Answer => ({
  status,
  body: JSON.stringify({
    error: { category: 'FRAMEWORK', messages: [{ description }], severity: 'ERROR' },
  }),
})

/** The facts of each controller. */
export const SHARED_FACTS: Record<ControllerKind, SharedFacts> = {
  apic: {
    controller: 'apic',
    tokenMs: 600_000,
    tokenSource: 'JWT; TEN, BOOK',
    tokenConfidence: 'confirmed',
    forgetsAtRestart: { restart: 'forget' },
    lossSource: 'AN-IT, BOOK',
    lossConfidence: 'likely',
    sessionRefusal: apicError(403, 'Token was invalid (Error: Token timeout)'),
    badCredentials: apicError(401, 'Username or password is incorrect - FAILED local authentication'),
    logoutSource: 'RG',
    busySource: 'RG: throttling of logins by nginx',
    busyConfidence: 'confirmed',
  },
  fmc: {
    controller: 'fmc',
    tokenMs: 1_800_000,
    tokenSource: 'QSG, LAB-102',
    tokenConfidence: 'confirmed',
    forgetsAtRestart: { restart: 'forget' },
    lossSource: 'fmcapi #94; go-fmc commit 905ce4a',
    lossConfidence: 'likely',
    sessionRefusal: fmcError(401, 'Access token invalid.'),
    badCredentials: fmcError(401, 'User authentication failed'),
    logoutSource: 'fireREST, go-fmc',
    busySource: 'fireREST commit f5b2005',
    busyConfidence: 'likely',
  },
  apstra: {
    controller: 'apstra',
    tokenMs: 86_400_000,
    tokenSource: '12 tokens; LAB',
    tokenConfidence: 'confirmed',
    forgetsAtRestart: { restart: 'forget' },
    lossSource: 'SPEC6, GOSDK, TF',
    lossConfidence: 'likely',
    sessionRefusal: { status: 401, body: '{"errors": "Invalid token"}' },
    badCredentials: { status: 401, body: '{"errors": "Invalid credentials"}' },
    logoutSource: 'SPEC6',
    busySource: 'TF',
    busyConfidence: 'likely',
  },
}
