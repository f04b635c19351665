/** Runnable examples of the library, one {@code …Main} per feature. */
module dev.tempo.examples {
  requires dev.tempo.core;
  requires dev.tempo.store.sqlite;

  exports dev.tempo.examples;
}
