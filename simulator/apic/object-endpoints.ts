import type { Clock } from '../clock/clock.js'
import type { Verdict } from '../controller.js'
import type { Call, Known } from './call.js'
import type { Configurator } from './configuring.js'
import { NOTHING, type Reply, replyOf } from './encoding.js'
import { methodNotAllowed } from './errors.js'
import type { ApicOptions } from './options.js'
import { changeOwnCertificate } from './own-certificate.js'
import { parameter, percentDecode } from './query-string.js'
import type { Reader } from './reading.js'
import type { Responses } from './responses.js'
import { subscriptionOf } from './subscription-request.js'
import type { ScopeRoot } from './subscription-scope.js'
import type { Subscriptions } from './subscriptions.js'
import { requireFitting } from './transport-manners/dataset-ceiling.js'
import type { RequestStates } from './transport-manners/request-states.js'

/** What the endpoints of objects work on. */
export interface ObjectParts {
  readonly clock: Clock
  readonly options: ApicOptions
  readonly reader: Reader
  readonly configurator: Configurator
  readonly subscriptions: Subscriptions
  readonly requestStates: RequestStates
  readonly responses: Responses
}

/** Endpoints that read, configure and follow managed objects. */
export class ObjectEndpoints {
  readonly #clock: Clock
  readonly #options: ApicOptions
  readonly #reader: Reader
  readonly #configurator: Configurator
  readonly #subscriptions: Subscriptions
  readonly #requestStates: RequestStates
  readonly #responses: Responses

  constructor(parts: ObjectParts) {
    this.#clock = parts.clock
    this.#options = parts.options
    this.#reader = parts.reader
    this.#configurator = parts.configurator
    this.#subscriptions = parts.subscriptions
    this.#requestStates = parts.requestStates
    this.#responses = parts.responses
  }

  /**
   * `mo/<dn>`: reads, configures or deletes.
   * @param prefixLength how much of the resource stands before the DN
   * @throws ApicError for whatever is wrong or forbidden
   */
  object(call: Call, identity: Known, prefixLength: number): Verdict {
    const { request, encoding, resource, query } = call
    const { auth, account } = identity
    const dn = percentDecode(resource.slice(prefixLength))
    let reply = NOTHING
    switch (request.method) {
      case 'GET':
        reply = requireFitting(this.#reader.byDn(account, dn, query), this.#options.datasetTooBig)
        reply = this.#subscribed(call, identity, { dn }, reply)
        break
      case 'POST': {
        const tree = encoding.decode(request.body, this.#options.deepestNesting)
        const urlDn = dn === '' ? undefined : dn
        const rootDn = this.#configurator.post(account, urlDn, tree, this.#clock.wallMs())
        if (this.#requestStates.enabled) {
          return { auth, response: this.#responses.error(encoding, this.#requestStates.begin()) }
        }
        reply = this.#reader.afterWrite(account, rootDn, query)
        break
      }
      case 'DELETE':
        this.#configurator.delete(account, dn)
        break
      default:
        throw methodNotAllowed(request.method)
    }
    return { auth, response: this.#responses.reply(encoding, reply) }
  }

  /**
   * `class/<name>`: reads.
   * @param prefixLength how much of the resource stands before the class name
   * @throws ApicError for whatever is wrong or forbidden
   */
  class(call: Call, identity: Known, prefixLength: number): Verdict {
    const { request, encoding, resource, query } = call
    const { auth, account } = identity
    if (request.method !== 'GET') throw methodNotAllowed(request.method)
    const className = percentDecode(resource.slice(prefixLength))
    const reply = requireFitting(this.#reader.byClass(account, className, query), this.#options.datasetTooBig)
    const shown = this.#subscribed(call, identity, { className }, reply)
    return { auth, response: this.#responses.reply(encoding, shown) }
  }

  /**
   * changeSelfX509Cert: a certificate for the user who asks [L: PY].
   * @throws ApicError for another method than POST, and what {@link changeOwnCertificate} throws
   */
  ownCertificate({ request, encoding }: Call, { auth, account }: Known): Verdict {
    if (request.method !== 'POST') throw methodNotAllowed(request.method)
    const body = encoding.decode(request.body, this.#options.deepestNesting)
    const parts = { configurator: this.#configurator, denyStyle: this.#options.rbacDenyStyle }
    changeOwnCertificate(account, body, parts, this.#clock.wallMs())
    return { auth, response: this.#responses.reply(encoding, NOTHING) }
  }

  /**
   * subscriptionRefresh: one id in each request [C: INS, PY].
   * @throws ApicError for another method than GET, or an id that the session does not have
   */
  refreshSubscription({ request, encoding, query }: Call, { auth, session }: Known): Verdict {
    if (request.method !== 'GET') throw methodNotAllowed(request.method)
    this.#subscriptions.refresh(session, parameter(query, 'id') ?? '')
    return { auth, response: this.#responses.reply(encoding, NOTHING) }
  }

  /**
   * checkRequestState: how far a request is whose answer was that it runs [L: CO].
   * @throws ApicError for another method than GET, or an id of no request
   */
  requestState({ request, encoding, query }: Call, { auth }: Known): Verdict {
    if (request.method !== 'GET') throw methodNotAllowed(request.method)
    const state = this.#requestStates.state(parameter(query, 'id') ?? '')
    return { auth, response: this.#responses.reply(encoding, replyOf([state])) }
  }

  /** Opens or ends the subscription that a read asks for, and shows the id of a new one. */
  #subscribed({ request, query }: Call, { session }: Known, root: ScopeRoot, reply: Reply): Reply {
    const asked = subscriptionOf(request.target, query, root)
    if (asked === undefined) return reply
    if (asked.wanted) {
      return { ...reply, subscriptionId: this.#subscriptions.subscribe(session, asked.request) }
    }
    this.#subscriptions.unsubscribe(session, asked.request.query)
    return reply
  }
}
