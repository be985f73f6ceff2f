import { z } from 'zod'

/** Options. */
export const apicOptionsSchema = z.strictObject({})

/** Options with defaults filled in. */
export type ApicOptions = z.output<typeof apicOptionsSchema>
