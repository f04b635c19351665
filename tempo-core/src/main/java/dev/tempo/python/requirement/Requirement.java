package dev.tempo.python.requirement;

import dev.tempo.internal.text.UrlRedactor;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * One requirement in the sense of PEP 508, in normal form: two requirements that mean the same for
 * pip are equal in all but odd cases. Immutable.
 *
 * @param name by the rule of PEP 503: lower case, single hyphens
 * @param extras by the same rule, sorted
 * @param constraint versions or an address
 * @param marker when it applies, such as {@code python_version < "3.11"}; empty for always
 * @param hashes as {@code sha256:…}, of which a download must have one; sorted
 */
public record Requirement(
    String name,
    SortedSet<String> extras,
    Constraint constraint,
    Optional<String> marker,
    SortedSet<String> hashes) {

  /** Which distribution of that name. */
  public sealed interface Constraint {
    /**
     * Any version that fits all clauses.
     *
     * @param clauses such as {@code >=2.0}, by PEP 440, sorted; empty for any version
     */
    record Versions(List<String> clauses) implements Constraint {
      /**
       * Copies the list.
       *
       * @throws NullPointerException if anything is null
       */
      public Versions {
        Objects.requireNonNull(clauses, "clauses");
        clauses = List.copyOf(clauses);
      }
    }

    /**
     * The one at this address.
     *
     * @param url may hold credentials: {@link Requirement#toString} does not show them
     */
    record Address(String url) implements Constraint {
      /**
       * Checks that nothing is null.
       *
       * @throws NullPointerException if anything is
       */
      public Address {
        Objects.requireNonNull(url, "url");
      }
    }
  }

  /**
   * Copies the sets.
   *
   * @throws NullPointerException if anything is null
   */
  public Requirement {
    Objects.requireNonNull(extras, "extras");
    Objects.requireNonNull(hashes, "hashes");
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(constraint, "constraint");
    Objects.requireNonNull(marker, "marker");
    extras = Collections.unmodifiableSortedSet(new TreeSet<>(extras));
    hashes = Collections.unmodifiableSortedSet(new TreeSet<>(hashes));
  }

  /** As a line of a {@code requirements.txt}, in normal form, with the credentials of its URL. */
  public String text() {
    StringBuilder text = new StringBuilder(name);
    if (!extras.isEmpty()) {
      text.append('[').append(String.join(",", extras)).append(']');
    }
    switch (constraint) {
      case Constraint.Versions versions -> text.append(String.join(",", versions.clauses()));
      case Constraint.Address address -> text.append(" @ ").append(address.url());
    }
    marker.ifPresent(value -> text.append(" ; ").append(value));
    hashes.forEach(hash -> text.append(" --hash=").append(hash));
    return text.toString();
  }

  /** As {@link #text()}, but without credentials: for logs and people. */
  @Override
  public String toString() {
    return UrlRedactor.mask(text());
  }
}
