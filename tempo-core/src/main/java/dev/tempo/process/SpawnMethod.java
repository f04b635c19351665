package dev.tempo.process;

/** How processes are started. */
public enum SpawnMethod {
  /** {@link #POSIX_SPAWN} where it works, else {@link #PROCESS_BUILDER}. The default. */
  AUTO,

  /**
   * The C library's {@code posix_spawn(3)} with a session of its own, called through JNA: the
   * fastest way. Needs Linux with glibc 2.34 or newer.
   */
  POSIX_SPAWN,

  /**
   * The JDK's {@link ProcessBuilder} with {@code setsid(1)}; no native code. Where there is no
   * {@code setsid} (macOS, Windows) processes run without the wrapper and without a session, and
   * cannot be adopted after a restart.
   */
  PROCESS_BUILDER
}
