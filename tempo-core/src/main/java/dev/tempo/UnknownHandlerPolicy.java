package dev.tempo;

/**
 * Selects what happens with a job whose handler is not registered, since its name has changed or
 * its code is not part of this program.
 */
public enum UnknownHandlerPolicy {
  /** The log warns of it, once for each job; its runs fail. The default. */
  WARN,
  /** It cannot be saved, and a start on a store that has one fails, with the names of all. */
  FAIL
}
