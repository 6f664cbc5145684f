export { directory, DirectoryError } from './directory.ts'
