import { z } from 'zod'

/** Options. */
export const apstraOptionsSchema = z.strictObject({})

/** Options with defaults filled in. */
export type ApstraOptions = z.output<typeof apstraOptionsSchema>
