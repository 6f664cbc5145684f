/** The one-stop domain (một cửa), and procedures to start from. */
import { libraryProcedure } from './library.ts'

export type { Agency } from './agency.ts'
export { dossierCode } from './dossier-code.ts'
export type { ApplicantData, ComponentData, FileData } from './dossier-data.ts'
export { LIBRARY, libraryFile, libraryProcedure } from './library.ts'
export type { LibraryCode } from './library.ts'
export { oneStop } from './one-stop.ts'

/** 1.001193 Đăng ký khai sinh, birth registration. */
export const birthRegistration = /* @__PURE__ */ libraryProcedure('1.001193')
