export { pdfRenderer } from './pdf-renderer.ts'
