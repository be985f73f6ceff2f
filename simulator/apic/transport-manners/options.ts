import { z } from 'zod'

const count = z.number().int().positive()

/** Options of how the web tier and the interface treat requests, whatever they are about. */
export const transportOptions = {
  requestLineBytes: count
    .default(8192)
    .describe(
      'longest request line in bytes, line end not counted; a longer one gets 414 and an HTML page [a limit of 4096 to 8192 bytes L: NI; status G]',
    ),
  maxBodyBytes: count
    .default(10 * 1024 * 1024)
    .describe('longest request body in bytes; a longer one gets 413 and an HTML page [G]'),
  deepestNesting: count
    .max(1000)
    .default(64)
    .describe('how many objects of a request body may stand inside each other [G]'),
  loginThrottle: z
    .strictObject({
      enabled: z
        .boolean()
        .default(false)
        .describe('whether frequent logins get 503 and an HTML page [C: that it exists since 3.1; off G]'),
      perSecond: count.max(10_000).default(5).describe('logins in any second from one source address [G]'),
    })
    .prefault({}),
  globalThrottle: z
    .strictObject({
      enabled: z
        .boolean()
        .default(false)
        .describe(
          'globalThrottleSt of commHttps and commHttp at the start: whether requests of all clients together are limited, those of each scheme by its own object [C: AN-IT; who counts G]',
        ),
      rate: count
        .max(10_000)
        .default(10_000)
        .describe('globalThrottleRate at the start: requests per unit [C: AN-IT]'),
      unit: z
        .enum(['r/s', 'r/m'])
        .default('r/s')
        .describe('globalThrottleUnit at the start: per second or per minute [C: AN-IT, wingpy]'),
      status: z
        .union([z.literal(503), z.literal(429)])
        .default(503)
        .describe('HTTP status of the refusal, an HTML page without Retry-After [L: RG; 429 G]'),
    })
    .prefault({}),
  datasetTooBig: z
    .strictObject({
      objects: count
        .default(100_000)
        .describe(
          'most objects in one reply, those inside others counted; more are refused [C: TK, RG; counting G]',
        ),
      status: z
        .union([z.literal(400), z.literal(503)])
        .default(400)
        .describe('HTTP status of that refusal: 400 [C]; 503 as RG has it too'),
    })
    .prefault({}),
  asyncReplies: z
    .strictObject({
      enabled: z
        .boolean()
        .default(false)
        .describe(
          'whether each successful POST of objects is answered with code 202 and a URL to ask for its state [C: AG, CO, AP; when the product does so G]',
        ),
      runningSeconds: z
        .number()
        .nonnegative()
        .default(1)
        .describe('how long checkRequestState says that the request runs, in s [G]'),
      status: z
        .union([z.literal(202), z.literal(200)])
        .default(202)
        .describe('HTTP status of the answer [G]'),
    })
    .prefault({}),
}
