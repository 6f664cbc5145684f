export { httpRegister } from './http-register.ts'
export type { HttpRegisterOptions } from './http-register.ts'
export { serveRegister } from './serve-register.ts'
export type { ServedRegister, ServeRegisterOptions } from './serve-register.ts'
