import type { Said } from '../data/data-code.ts'

/**
 * How a dossier comes in (kênh tiếp nhận). The law names three; the plans of the authorities add ways of coming to the counter.
 *
 * @law nghị định 61/2018/NĐ-CP Đ16; nghị định 118/2025/NĐ-CP; nghị định 309/2026/NĐ-CP (kiosk)
 */
export const CHANNELS = ['counter', 'online', 'post', 'kiosk', 'home', 'appointment'] as const
export type Channel = (typeof CHANNELS)[number]

interface ChannelFacts {
  readonly name: Said
  /** What the national portal knows it as. */
  readonly national: 'counter' | 'online' | 'post'
  /** Its components come as files: nothing is left to scan at the counter. */
  readonly isElectronic: boolean
}

export const CHANNEL_FACTS: Readonly<Record<Channel, ChannelFacts>> = {
  counter: { name: { vi: 'trực tiếp tại Bộ phận Một cửa', en: 'at the counter' }, national: 'counter', isElectronic: false },
  online: { name: { vi: 'trực tuyến', en: 'online' }, national: 'online', isElectronic: true },
  post: { name: { vi: 'qua bưu chính công ích', en: 'by public post' }, national: 'post', isElectronic: false },
  // A kiosk scans and fills in the electronic form without an officer: what arrives is an online dossier.
  kiosk: { name: { vi: 'tại ki-ốt thông minh', en: 'at a kiosk' }, national: 'online', isElectronic: true },
  home: { name: { vi: 'tại nhà', en: 'at home' }, national: 'counter', isElectronic: false },
  appointment: { name: { vi: 'theo lịch hẹn', en: 'by appointment' }, national: 'counter', isElectronic: false },
}

export function isChannel(value: unknown): value is Channel {
  return CHANNELS.some((channel) => channel === value)
}

/** Who is served first (ưu tiên). */
export const PRIORITIES = ['elderly', 'pregnant', 'disabled'] as const
export type Priority = (typeof PRIORITIES)[number]

export const PRIORITY_NAMES: Readonly<Record<Priority, Said>> = {
  elderly: { vi: 'người cao tuổi', en: 'elderly' },
  pregnant: { vi: 'phụ nữ mang thai', en: 'pregnant' },
  disabled: { vi: 'người khuyết tật', en: 'disabled' },
}
