package dev.tempo.server.jobs;

import dev.tempo.secret.Secret;
import dev.tempo.secret.SecretMasker;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * Defines a parameter of a job's runs.
 *
 * @param name under which the script gets it
 * @param type what kind of value
 * @param presence whether it must be given, and what holds otherwise
 * @param rule what the value may be
 * @param description in words
 */
public record ParameterDefinition(
    String name, Type type, Presence presence, Rule rule, String description) {

  /** What kind of value. */
  public enum Type {
    /** A line of text. */
    STRING,
    /** Many lines of text. */
    TEXT,
    /** A whole number. */
    INT,
    /** A number. */
    FLOAT,
    /** {@code true} or {@code false}. */
    BOOL,
    /** One of the options. */
    SELECT,
    /** Some of the options, divided by commas. */
    MULTISELECT,
    /** A day, as {@code 2026-12-24}. */
    DATE,
    /** A path on the server. */
    PATH,
    /** A file. */
    FILE,
    /** A text that is not shown. */
    SECRET
  }

  /** Checks that nothing is null. */
  public ParameterDefinition {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(type, "type");
    Objects.requireNonNull(presence, "presence");
    Objects.requireNonNull(rule, "rule");
    Objects.requireNonNull(description, "description");
  }

  /** What stands here for the default of a secret parameter, which is sealed elsewhere. */
  static final String KEPT = SecretMasker.MASK;

  /** The default of a secret parameter: a new one, or that which it had; empty if it had none. */
  Optional<Secret> secretDefault(Map<String, Secret> before) {
    return presence
        .byDefault()
        .flatMap(
            value ->
                value.equals(KEPT)
                    ? Optional.ofNullable(before.get(name))
                    : Optional.of(Secret.plain(value)));
  }

  /**
   * Returns a copy that does not say what the default is, if it is secret; only that there is one.
   */
  ParameterDefinition hidden() {
    if (type != Type.SECRET || presence.byDefault().isEmpty()) {
      return this;
    }
    Presence told = new Presence(presence.required(), Optional.of(KEPT), presence.dependsOn());
    return new ParameterDefinition(name, type, told, rule, description);
  }

  /**
   * Returns a copy with the default that it had, if it is secret: that is never shown, so null
   * keeps it.
   */
  ParameterDefinition keepingSecretOf(List<ParameterDefinition> before) {
    if (type != Type.SECRET || presence.byDefault().isPresent()) {
      return this;
    }
    Optional<String> kept =
        before.stream()
            .filter(old -> old.type() == Type.SECRET && old.name().equals(name))
            .findFirst()
            .flatMap(old -> old.presence().byDefault());
    Presence secret = new Presence(presence.required(), kept, presence.dependsOn());
    return new ParameterDefinition(name, type, secret, rule, description);
  }

  /**
   * Whether it must be given.
   *
   * @param required whether a run without it is refused
   * @param byDefault what holds when it is not given
   * @param dependsOn the parameter without which this one is not asked for
   */
  public record Presence(
      boolean required, Optional<String> byDefault, Optional<String> dependsOn) {}

  /**
   * What the value may be.
   *
   * @param options the choices, for those that have them
   * @param min the least number
   * @param max the largest number
   * @param pattern what a text must match, whole
   */
  public record Rule(
      List<String> options,
      Optional<BigDecimal> min,
      Optional<BigDecimal> max,
      Optional<String> pattern) {

    /** Copies the list. */
    public Rule {
      options = List.copyOf(options);
    }
  }
}
