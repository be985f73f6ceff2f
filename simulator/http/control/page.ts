import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import express from 'express'

/** The page may load and reach what is served here, and nothing else; nobody may frame it. */
const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "connect-src 'self'",
  "img-src 'self' data:",
  "frame-ancestors 'none'",
  "base-uri 'none'",
  "form-action 'none'",
].join('; ')

/**
 * Serves the page to browsers: its document at `/`, and the files that it asks for below `/page/`.
 * @param folder that it was built into; the one that comes with the package unless given
 */
export function pageRouter(folder: string = builtPage()): express.Router {
  const router = express.Router()
  router.get('/', (request, response, next) => {
    response.vary('Accept')
    if (request.accepts(['json', 'html']) !== 'html') {
      next()
      return
    }
    if (!request.originalUrl.startsWith(`${request.baseUrl}/`)) {
      response.redirect(308, `${request.baseUrl}/`)
      return
    }
    response.set('Content-Security-Policy', CONTENT_SECURITY_POLICY)
    if (existsSync(join(folder, 'index.html')))
      response.sendFile('index.html', { root: folder, cacheControl: false })
    else {
      response
        .status(404)
        .type('text/plain')
        .send('The page was not built: run "npm run build", or read this address as JSON.\n')
    }
  })
  router.use(
    '/page',
    (_request, response, next) => {
      response.set('Content-Security-Policy', CONTENT_SECURITY_POLICY)
      next()
    },
    express.static(folder, { index: false, redirect: false, cacheControl: false }),
  )
  return router
}

function builtPage(): string {
  const root = dirname(createRequire(import.meta.url).resolve('midrun/package.json'))
  return join(root, 'dist', 'simulator', 'dashboard')
}
