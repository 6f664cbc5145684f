import { Ajv } from 'ajv'
import type { ErrorObject, ValidateFunction } from 'ajv'
import { envelopeSchema, loginSchema, serviceSchemas } from './schemas.ts'
import type { Service } from './schemas.ts'

const ajv = new Ajv({ strict: true, ownProperties: true })
ajv.addFormat('portal-time', isTime)
ajv.addFormat('portal-time-or-none', (value: string) => value === '' || isTime(value))
ajv.addFormat('web-address-or-none', (value: string) => value === '' || (/^https?:\/\/\S+$/.test(value) && URL.canParse(value)))

export interface Login {
  readonly username: string
  readonly password: string
}
export interface Envelope {
  readonly session: string
  readonly madonvi: string
  readonly service: string
}
export type Fields = Readonly<Record<string, unknown>> & { readonly MaHoSo: string }
export interface ServiceCalls {
  readonly TraCuuHoSo: { readonly mahoso: string }
  readonly DongBoHoSoMC: {
    readonly isUpdating: 'True' | 'False'
    readonly data: readonly (Fields & { readonly TrangThaiHoSo: string })[]
  }
  readonly CapNhatTienDoHoSoMC: { readonly data: readonly Fields[] }
}

const login = ajv.compile<Login>(loginSchema)
const envelope = ajv.compile<Envelope>(envelopeSchema)
const services: { readonly [S in Service]: ValidateFunction<ServiceCalls[S]> } = {
  TraCuuHoSo: ajv.compile<ServiceCalls['TraCuuHoSo']>(serviceSchemas.TraCuuHoSo),
  DongBoHoSoMC: ajv.compile<ServiceCalls['DongBoHoSoMC']>(serviceSchemas.DongBoHoSoMC),
  CapNhatTienDoHoSoMC: ajv.compile<ServiceCalls['CapNhatTienDoHoSoMC']>(serviceSchemas.CapNhatTienDoHoSoMC),
}

/** What was read, or what is wrong with it and where: `data[0].TaiLieuNop[1].IsDeleted: must be …`. */
export type Read<T> = { readonly value: T } | { readonly wrong: string }

export const readLogin = (body: unknown): Read<Login> => read(login, body)
export const readEnvelope = (body: unknown): Read<Envelope> => read(envelope, body)
export const readService = <S extends Service>(service: S, body: unknown): Read<ServiceCalls[S]> =>
  read<ServiceCalls[S]>(services[service] as ValidateFunction<ServiceCalls[S]>, body)

export function isService(name: string): name is Service {
  return Object.hasOwn(services, name)
}

function read<T>(validate: ValidateFunction<T>, body: unknown): Read<T> {
  return validate(body) ? { value: body } : { wrong: (validate.errors ?? []).map(described).join('; ') }
}

function described({ instancePath, keyword, params, message }: ErrorObject): string {
  const named: Readonly<Record<string, unknown>> = {
    required: params['missingProperty'],
    additionalProperties: params['additionalProperty'],
  }
  const field = named[keyword]
  const path = typeof field === 'string' ? `${instancePath}/${field}` : instancePath
  return `${
    path
      .slice(1)
      .replaceAll(/\/(\d+)(?=\/|$)/g, '[$1]')
      .replaceAll('/', '.') || 'body'
  }: ${message ?? keyword}`
}

/** yyyyMMddHHmmss of a day and a second that exist. */
function isTime(value: string): boolean {
  const parts = /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)$/.exec(value)
  if (parts === null) return false
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = parts.slice(1).map(Number)
  const lastDay = new Date(Date.UTC(year, month, 0)).getUTCDate()
  return year >= 1900 && month >= 1 && month <= 12 && day >= 1 && day <= lastDay && hour < 24 && minute < 60 && second < 60
}
