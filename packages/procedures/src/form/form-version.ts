import { mustHold } from '@motcua/engine/ports'
import type { Said } from '../data/data-code.ts'

/** What a form is for; each set of forms has its own number and title for it. */
export type FormKind = 'receipt' | 'supplement' | 'refusal' | 'apology' | 'stop' | 'control-slip' | 'register'

/** A form by the text that prescribes it: the same number means another form in another set. */
export interface FormVersion {
  /** As `tt03-2025/04`. */
  readonly id: `${FormSet}/${string}`
  /** As the text names it. */
  readonly title: string
  readonly size: 'A4' | 'A5'
}

export type FormSet = 'tt01-2018' | 'tt03-2025'

/** Which forms apply under which rules of the one-stop mechanism. */
export interface FormSetFacts {
  readonly name: Said
  /** Local date from which it is used for dossiers that are received. */
  readonly from: string
  readonly forms: Readonly<Record<FormKind, FormVersion>>
}

const a5 = (id: FormVersion['id'], title: string): FormVersion => ({ id, title, size: 'A5' })
const a4 = (id: FormVersion['id'], title: string): FormVersion => ({ id, title, size: 'A4' })

/**
 * The sets of forms. Circular 03/2025 itself could not be read, only its list of forms in systems that use it; its forms have the fields of circular 01/2018's, under their own
 * names and numbers. Circular 01/2018 has no notice that a dossier is stopped: what is not settled after examination goes out on its
 * refusal form, as NĐ 61/2018 Đ19.8 says.
 *
 * @law thông tư 01/2018/TT-VPCP Đ9 (A5; the register A4); thông tư 03/2025/TT-VPCP
 */
export const FORM_SETS: Readonly<Record<FormSet, FormSetFacts>> = {
  'tt01-2018': {
    name: { vi: 'Thông tư 01/2018/TT-VPCP', en: 'Circular 01/2018/TT-VPCP' },
    from: '2019-01-08',
    forms: {
      receipt: a5('tt01-2018/01', 'GIẤY TIẾP NHẬN HỒ SƠ VÀ HẸN TRẢ KẾT QUẢ'),
      supplement: a5('tt01-2018/02', 'PHIẾU YÊU CẦU BỔ SUNG, HOÀN THIỆN HỒ SƠ'),
      refusal: a5('tt01-2018/03', 'PHIẾU TỪ CHỐI TIẾP NHẬN GIẢI QUYẾT HỒ SƠ'),
      apology: a5('tt01-2018/04', 'PHIẾU XIN LỖI VÀ HẸN LẠI NGÀY TRẢ KẾT QUẢ'),
      stop: a5('tt01-2018/03', 'PHIẾU TỪ CHỐI TIẾP NHẬN GIẢI QUYẾT HỒ SƠ'),
      'control-slip': a5('tt01-2018/05', 'PHIẾU KIỂM SOÁT QUÁ TRÌNH GIẢI QUYẾT HỒ SƠ'),
      register: a4('tt01-2018/06', 'SỔ THEO DÕI HỒ SƠ'),
    },
  },
  'tt03-2025': {
    name: { vi: 'Thông tư 03/2025/TT-VPCP', en: 'Circular 03/2025/TT-VPCP' },
    from: '2025-07-01',
    forms: {
      receipt: a5('tt03-2025/01', 'GIẤY TIẾP NHẬN HỒ SƠ VÀ HẸN TRẢ KẾT QUẢ'),
      supplement: a5('tt03-2025/02', 'PHIẾU YÊU CẦU BỔ SUNG, HOÀN THIỆN HỒ SƠ'),
      refusal: a5('tt03-2025/03', 'PHIẾU TỪ CHỐI TIẾP NHẬN HỒ SƠ'),
      apology: a5('tt03-2025/04', 'VĂN BẢN XIN LỖI VÀ ĐỀ NGHỊ GIA HẠN'),
      stop: a5('tt03-2025/05', 'THÔNG BÁO DỪNG GIẢI QUYẾT HỒ SƠ'),
      'control-slip': a5('tt03-2025/06', 'PHIẾU KIỂM SOÁT QUÁ TRÌNH GIẢI QUYẾT HỒ SƠ'),
      register: a4('tt03-2025/07', 'SỔ THEO DÕI HỒ SƠ'),
    },
  },
}

/** The set of forms of a regime, as `nd118-2025`; of a definition that names none, today's. */
export function formSetOf(regime: string | undefined): FormSet {
  return regime === 'nd61-2018' ? 'tt01-2018' : 'tt03-2025'
}

/** The form that a dossier under a regime goes out on. */
export function formVersion(kind: FormKind, regime: string | undefined): FormVersion {
  const { forms } = FORM_SETS[formSetOf(regime)]
  if (!Object.hasOwn(forms, kind)) mustHold('formVersion', 'kind', kind, `one of ${Object.keys(forms).join(', ')}`, false)
  return forms[kind]
}
