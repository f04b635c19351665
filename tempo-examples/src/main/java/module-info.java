/** Runnable examples of the library, one {@code …Main} per feature. */
module dev.tempo.examples {
  requires dev.tempo.core;
  requires dev.tempo.jackson;
  requires dev.tempo.server;
  requires dev.tempo.store.sqlite;
  requires dev.tempo.testkit;
  requires java.net.http;

  exports dev.tempo.examples;

  opens dev.tempo.examples to
      com.fasterxml.jackson.databind;
}
