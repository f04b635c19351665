/** For tests of programs that use Tempo: a virtual clock, an extension of JUnit, assertions. */
module dev.tempo.testkit {
  requires transitive dev.tempo.core;
  requires static org.jspecify;
  requires static transitive org.junit.jupiter.api;

  exports dev.tempo.testkit;
}
