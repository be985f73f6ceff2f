import { ControllerClient } from './controller-client.js'

/** A client whose controller speaks plain JSON: the usual calls by their names. All throw what `request` throws. */
export abstract class RestClient<Token> extends ControllerClient<Token> {
  /** Reads; `path` with query from the leading slash. */
  get(path: string): Promise<unknown> {
    return this.request({ method: 'GET', path })
  }

  /** Creates. */
  post(path: string, body: unknown): Promise<unknown> {
    return this.request({ method: 'POST', path, body })
  }

  /** Replaces the object at `path`. */
  put(path: string, body: unknown): Promise<unknown> {
    return this.request({ method: 'PUT', path, body })
  }

  /** Deletes the object at `path`. */
  delete(path: string): Promise<unknown> {
    return this.request({ method: 'DELETE', path })
  }
}
