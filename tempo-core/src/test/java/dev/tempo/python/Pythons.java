package dev.tempo.python;

import static org.assertj.core.api.Assumptions.assumeThat;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The real interpreters of the machine that runs the tests. */
public final class Pythons {
  private static final Interpreters ALL = Interpreters.ofThisMachine();

  private Pythons() {}

  /** The default one; the test is skipped where there is none. */
  public static Interpreter any() {
    assumeThat(ALL.newest()).as("an interpreter of 3.8 or newer").isPresent();
    return ALL.newest().orElseThrow();
  }

  /** The newest of each version, the newest first. */
  public static List<Interpreter> series() {
    Map<String, Interpreter> newest = new LinkedHashMap<>();
    ALL.all().forEach(found -> newest.putIfAbsent(found.version().series(), found));
    return List.copyOf(newest.values());
  }

  /** Every one. */
  public static List<Interpreter> all() {
    return ALL.all();
  }

  /** The oldest and the newest. */
  public static List<Interpreter> two() {
    List<Interpreter> all = series();
    return all.size() < 2 ? all : new ArrayList<>(List.of(all.getFirst(), all.getLast()));
  }
}
