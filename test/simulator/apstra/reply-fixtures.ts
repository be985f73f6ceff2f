import { readFileSync } from 'node:fs'

/** A reply as it must stand on the wire, from `fixtures/apstra/replies/`. */
export function replyFixture(name: string): string {
  return readFileSync(new URL(`../../../fixtures/apstra/replies/${name}.txt`, import.meta.url), 'utf8')
}
