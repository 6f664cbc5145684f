/** Tells the applicant something: by e-mail, SMS or the portal's inbox. */
export interface Notification {
  /** Stable over repeated deliveries, so that a notifier can drop a second one. */
  readonly key: string
  readonly to: { readonly name: string; readonly email?: string; readonly phone?: string }
  readonly subject: string
  readonly text: string
  readonly attachments: readonly { readonly name: string; readonly digest: string; readonly mediaType: string }[]
}

export interface Notifier {
  notify(notification: Notification): Promise<void>
}
