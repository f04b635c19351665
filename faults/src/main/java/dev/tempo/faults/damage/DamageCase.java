package dev.tempo.faults.damage;

import dev.tempo.faults.server.Launcher;
import java.io.IOException;
import java.nio.file.Path;

/**
 * Something that befalls an installation that does not run.
 *
 * @param name what it is
 * @param killed whether the server before was killed
 * @param mutation what is done to its files
 * @param surroundings in what the next server is started
 */
record DamageCase(String name, boolean killed, Mutation mutation, Surroundings surroundings) {

  /** Does something to the files of an installation. */
  interface Mutation {
    void apply(Path data) throws IOException, InterruptedException;
  }

  /** Starves or confuses a server. */
  interface Surroundings {
    Launcher around(Launcher launcher);
  }

  static DamageCase of(String name, Mutation mutation) {
    return new DamageCase(name, false, mutation, launcher -> launcher);
  }

  DamageCase afterKill() {
    return new DamageCase(name, true, mutation, surroundings);
  }

  DamageCase in(Surroundings surroundings) {
    return new DamageCase(name, killed, mutation, surroundings);
  }
}
