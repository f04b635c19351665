/** Counts and times runs as meters of Micrometer. */
@SuppressWarnings("requires-transitive-automatic") // Micrometer has no module descriptor
module dev.tempo.micrometer {
  requires transitive dev.tempo.core;
  requires static org.jspecify;
  requires transitive micrometer.core;

  exports dev.tempo.micrometer;
}
