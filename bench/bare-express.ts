/**
 * What `serve` is held against: an Express application with cookie-parser and one route that answers JSON, in a process
 * of its own. Arguments: `http` or `https`, and the length of the body. Prints one line of JSON when it is ready.
 */
import { createServer as createHttpServer } from 'node:http'
import { createServer as createHttpsServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import cookieParser from 'cookie-parser'
import express from 'express'
import { loadIdentity } from '../simulator/http/certificate-authority.js'
import { jsonOfLength } from './json-of-length.js'

const [transport, length] = process.argv.slice(2)
const answer: unknown = JSON.parse(jsonOfLength(Number(length)))
const app = express()
app.use(cookieParser())
app.get('/read', (_request, response) => {
  response.json(answer)
})
const { server: identity, caFile } = await loadIdentity()
const server =
  transport === 'https'
    ? createHttpsServer({ cert: identity.certificate, key: identity.key }, app)
    : createHttpServer(app)
server.listen(0, '127.0.0.1', () => {
  const { port } = server.address() as AddressInfo
  console.log(JSON.stringify({ url: `${transport}://127.0.0.1:${port}`, caFile }))
})
