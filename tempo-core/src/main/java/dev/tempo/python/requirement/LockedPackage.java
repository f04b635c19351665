package dev.tempo.python.requirement;

import java.util.Objects;
import java.util.Optional;

/**
 * An installed distribution.
 *
 * @param name by the rule of PEP 503
 * @param version exactly
 * @param origin the address that it was installed from, without credentials, when that was not an
 *     index (PEP 610)
 */
public record LockedPackage(String name, String version, Optional<String> origin)
    implements Comparable<LockedPackage> {

  /** Checks that nothing is null. */
  public LockedPackage {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(version, "version");
    Objects.requireNonNull(origin, "origin");
  }

  @Override
  public int compareTo(LockedPackage other) {
    int byName = name.compareTo(other.name);
    return byName != 0 ? byName : version.compareTo(other.version);
  }

  /** As in a lock file: {@code requests==2.32.3}. */
  @Override
  public String toString() {
    return origin.map(url -> name + " @ " + url + " # " + version).orElse(name + "==" + version);
  }
}
