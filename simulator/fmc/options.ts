import { z } from 'zod'

/** Options. */
export const fmcOptionsSchema = z.strictObject({})

/** Options with defaults filled in. */
export type FmcOptions = z.output<typeof fmcOptionsSchema>
