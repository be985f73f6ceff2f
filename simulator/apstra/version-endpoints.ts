import { type Answer, json } from './answers.js'
import type { ApstraOptions } from './options.js'
import type { RouteTable } from './routes.js'

/** Adds what the controller says about itself: versions and features. */
export function addVersionEndpoints(routes: RouteTable, options: ApstraOptions): void {
  const { version, build, buildDatetime } = options
  const [major = '', minor = '', patch = '0', hotfix = ''] = version.split('.')
  // Member order as in 3.3. [L: APY; hotfix from 6.0, C: SPEC6; its place and its empty value: guess]
  const product = json(200, {
    major,
    version,
    build: patch,
    minor,
    ...(Number(major) >= 6 && { hotfix }),
  })
  const image = json(200, { version: `${version}-${build}`, build_datetime: buildDatetime })
  const features = Object.entries(options.features).map(([name, status]) => [name, { status }] as const)
  const answers: Record<ApstraOptions['publicPaths'][number], Answer> = {
    '/api/version': product,
    '/api/versions/api': product,
    '/api/versions/server': image,
    '/api/versions/build': image,
    '/api/features': json(200, Object.fromEntries(features)),
  }
  const open: readonly string[] = options.publicPaths
  for (const [path, answer] of Object.entries(answers)) {
    routes.add(path, { GET: { access: open.includes(path) ? 'open' : 'token', answer: () => answer } })
  }
}
