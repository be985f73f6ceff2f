import { type Answer, json } from './answers.js'
import type { ApstraOptions } from './options.js'
import type { Json } from './python-json.js'
import type { RouteTable } from './routes.js'

/** Adds what the controller says about itself: versions and features. */
export function addVersionEndpoints(routes: RouteTable, options: ApstraOptions): void {
  const { version, build, buildDatetime } = options
  const product = json(200, productVersion(options))
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

/** Member order as in 1.x and 3.3. [L: PYEZ, APY; place of hotfix and its empty value: guess] */
function productVersion({ version, versionForm }: ApstraOptions): Json {
  const [major = '', minor = '', build = '0', hotfix = ''] = version.split('.')
  if (versionForm === 'short') return { major, version: `${major}.${minor}`, minor }
  return { major, version, build, minor, ...(versionForm === 'hotfix' && { hotfix }) }
}
