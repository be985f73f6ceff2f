import type { WireResponse } from '../controller.js'
import type { RandomStream } from '../random.js'
import { CataloguedException, errorBody } from './api-exception.js'
import type { Replies } from './replies.js'

/** Replies of an FMC that has too much to do. */
export const OVERLOAD_FORMS = [
  'empty-object',
  'empty-body',
  'no-description',
  'action-type-null',
  'timed-out',
  'search-service',
] as const

/** A reply of an FMC that has too much to do. */
export type OverloadForm = (typeof OVERLOAD_FORMS)[number]

/** Writes each form. [L: wingpy; `empty-body` G; `search-service` C: go-fmc commit 14722d8] */
const REPLIES: Readonly<Record<OverloadForm, (replies: Replies) => WireResponse>> = {
  'empty-object': (replies) => replies.json(200, '{}'),
  'empty-body': (replies) => replies.empty(200),
  'no-description': (replies) => replies.json(500, errorBody('OTHER', undefined)),
  'action-type-null': (replies) => replies.error(new CataloguedException('actionTypeNull')),
  'timed-out': (replies) => replies.error(new CataloguedException('timedOut')),
  'search-service': (replies) => replies.error(new CataloguedException('searchServiceUnavailable')),
}

const READS_ONLY: ReadonlySet<OverloadForm> = new Set(['empty-object', 'empty-body'])

/** Gives a share of the calls a reply that says nothing of what they asked for; they do nothing then. */
export class Overload {
  readonly #share: number
  readonly #forReads: readonly OverloadForm[]
  readonly #forWrites: readonly OverloadForm[]
  readonly #random: RandomStream

  /** @param share of the calls, from 0 to 1 */
  constructor(random: RandomStream, { share, forms }: { share: number; forms: readonly OverloadForm[] }) {
    this.#random = random
    this.#share = share
    this.#forReads = forms
    this.#forWrites = forms.filter((form) => !READS_ONLY.has(form))
  }

  /** The reply to a call that strikes the FMC at a bad moment; undefined when it is to be answered in earnest. */
  reply(method: string, replies: Replies): WireResponse | undefined {
    if (this.#share === 0 || this.#random.fraction() >= this.#share) return undefined
    const forms = method === 'GET' ? this.#forReads : this.#forWrites
    const form = forms[this.#random.integer(0, forms.length - 1)]
    return form === undefined ? undefined : REPLIES[form](replies)
  }
}
