export { archivePackages } from './archive-packages.ts'
