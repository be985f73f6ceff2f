export { type AppOptions, CONTROL_PATH, createApp } from './app.js'
export { defaultCacheFolder } from './cache-folder.js'
export { type Identity, type IdentitySettings, loadIdentity } from './certificate-authority.js'
export { type RecordingSettings, type ServedRecording, serveRecording } from './recorded-server.js'
export {
  ListenError,
  type RunningServer,
  type RunningServers,
  type ServeSettings,
  serve,
} from './server.js'
export { TimeLine } from './time-line.js'
