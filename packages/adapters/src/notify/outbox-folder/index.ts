export { folderNotifier } from './folder-notifier.ts'
