package dev.tempo.server.backup;

/**
 * Is told of what is done with backups, on the thread that does it, which it must not hold up.
 * Thread-safe.
 */
interface BackupListener {
  /** Nobody. */
  BackupListener NOBODY =
      new BackupListener() {
        @Override
        public void progress(BackupActivity activity) {}

        @Override
        public void ended(BackupActivity.Outcome outcome) {}
      };

  /** Something is further: at another step, or a percent. */
  void progress(BackupActivity activity);

  /** Something has ended. */
  void ended(BackupActivity.Outcome outcome);
}
