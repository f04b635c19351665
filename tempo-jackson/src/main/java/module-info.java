/** Payloads and results of handlers in JSON. */
module dev.tempo.jackson {
  requires com.fasterxml.jackson.datatype.jsr310;
  requires transitive com.fasterxml.jackson.databind;
  requires transitive dev.tempo.core;
  requires static org.jspecify;

  exports dev.tempo.jackson;
}
