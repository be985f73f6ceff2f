import type { Domain } from '../domains.js'

/** How many records are kept at least; the oldest are forgotten in one go when there are twice as many. */
const KEPT_RECORDS = 5000

/** Something that somebody did. */
export interface AuditRecord {
  /** Counts from 1. */
  readonly id: string
  /** Wall ms. */
  readonly atMs: number
  readonly domain: Domain
  /** Login name. */
  readonly user: string
  /** Address. */
  readonly source: string
  readonly subsystem: string
  readonly message: string
}

/** Who did what: logins and changes. Holds no secrets. */
export class AuditLog {
  #records: AuditRecord[] = []
  #written = 0

  /** Adds a record and numbers it. */
  add(record: Omit<AuditRecord, 'id'>): void {
    this.#records.push({ ...record, id: String(++this.#written) })
    if (this.#records.length >= 2 * KEPT_RECORDS) this.#records = this.#records.slice(-KEPT_RECORDS)
  }

  /** The records of a domain, newest first. */
  of(domain: Domain): AuditRecord[] {
    return this.#records.filter((record) => record.domain === domain).toReversed()
  }
}
