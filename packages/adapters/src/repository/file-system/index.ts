export { fileDocumentStore } from './file-document-store.ts'
