/** A managed object as it travels, whatever the encoding. All values are text, numbers and flags too [C: AN-UT, PY]. */
export interface Mo {
  readonly className: string
  readonly attributes: Readonly<Record<string, string>>
  readonly children: readonly Mo[]
}

/** A managed object for a reply. */
export function mo(className: string, attributes: Record<string, string>, children: readonly Mo[] = []): Mo {
  return { className, attributes, children }
}

/** What a reply shows, before it is written in an encoding. */
export interface Reply {
  /** The objects themselves; of a paged read those of one page. */
  readonly mos: readonly Mo[]
  /** How many objects matched, which may be more than the page shows [C: NI, TK]. */
  readonly totalCount: number
  /** Decimal id of the subscription that the read opened, where it opened one [C: TK, NC, INS, PY]. */
  readonly subscriptionId?: string
}

/** A reply that shows all of these objects. */
export function replyOf(mos: readonly Mo[], totalCount: number = mos.length): Reply {
  return { mos, totalCount }
}

/** Reply to a request that has nothing to show [C: SBX, INS]. */
export const NOTHING: Reply = replyOf([])

/** One way to write requests and replies; the suffix of the path alone chooses it [C: RG, TK, AP, CO, PY]. */
export interface Encoding {
  readonly suffix: '.json' | '.xml'
  /** Value of the `Content-Type` field of replies. */
  readonly contentType: string
  /**
   * Reads the tree of objects in a request body.
   * @param deepestNesting how many objects may stand inside each other
   * @throws ApicError 400 when the body is not well-formed, or nested deeper
   */
  decode(body: string, deepestNesting: number): Mo
  /** Body of a reply. */
  encode(reply: Reply): string
  /**
   * Body of a reply whose entries are flat, without a class around their attributes in JSON.
   * @param elementName what each entry is called where it needs a name, in XML
   * @param entries members that are undefined are left out
   */
  encodeFlat(elementName: string, entries: readonly Readonly<Record<string, string | undefined>>[]): string
}
