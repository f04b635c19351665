package dev.tempo.server.jobs;

import dev.tempo.secret.Secret;
import dev.tempo.secret.SecretMasker;
import dev.tempo.task.ParameterStyle;
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
 * @param texts in words
 */
public record ParameterDefinition(
    String name, Type type, Presence presence, Rule rule, Texts texts) {

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
    Objects.requireNonNull(texts, "texts");
  }

  /** What stands here for the default of a secret parameter, which is sealed elsewhere. */
  static final String KEPT = SecretMasker.MASK;

  /** The default of a secret parameter: a new one, or that which it had; empty if it had none. */
  Optional<Secret> secretDefault(Map<String, Secret> before) {
    return presence
        .defaultValue()
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
    if (type != Type.SECRET || presence.defaultValue().isEmpty()) {
      return this;
    }
    Presence told = new Presence(presence.required(), Optional.of(KEPT), presence.dependsOn());
    return new ParameterDefinition(name, type, told, rule, texts);
  }

  /**
   * Returns a copy with the default that it had, if it is secret: that is never shown, so null
   * keeps it.
   */
  ParameterDefinition keepingSecretOf(List<ParameterDefinition> before) {
    if (type != Type.SECRET || presence.defaultValue().isPresent()) {
      return this;
    }
    Optional<String> kept =
        before.stream()
            .filter(old -> old.type() == Type.SECRET && old.name().equals(name))
            .findFirst()
            .flatMap(old -> old.presence().defaultValue());
    Presence secret = new Presence(presence.required(), kept, presence.dependsOn());
    return new ParameterDefinition(name, type, secret, rule, texts);
  }

  /** How its values become arguments of a script, unless they are secret. */
  public ParameterStyle style() {
    return rule.style().orElse(type == Type.BOOL ? ParameterStyle.FLAG : ParameterStyle.OPTION);
  }

  /**
   * What is said of it.
   *
   * @param description what it is for
   * @param group the heading under which forms show it; empty for none
   */
  public record Texts(LocalText description, Optional<LocalText> group) {
    /** Nothing. */
    public static final Texts NONE = new Texts(LocalText.NONE, Optional.empty());
  }

  /**
   * Whether it must be given.
   *
   * @param required whether a run without it is refused
   * @param defaultValue what holds when it is not given
   * @param dependsOn when it is asked for at all; empty for always
   */
  public record Presence(
      boolean required, Optional<String> defaultValue, Optional<Condition> dependsOn) {}

  /**
   * The value of another parameter, given or by default, with which a parameter is asked for.
   *
   * @param parameter the other one
   * @param values of which it must have one; empty for any, but neither none nor {@code false}
   */
  public record Condition(String parameter, List<String> values) {

    /** Copies the list. */
    public Condition {
      values = List.copyOf(values);
    }
  }

  /**
   * A choice.
   *
   * @param value what a script gets
   * @param label what people see; empty for the value
   */
  public record Option(String value, Optional<LocalText> label) {}

  /**
   * What the value may be, and how it is handed over.
   *
   * @param options the choices, for those that have them
   * @param min the least number; of a text its length, of some choices how many
   * @param max the largest
   * @param pattern what a text must match, whole
   * @param style how it becomes arguments; empty for the usual way
   */
  public record Rule(
      List<Option> options,
      Optional<BigDecimal> min,
      Optional<BigDecimal> max,
      Optional<String> pattern,
      Optional<ParameterStyle> style) {

    /** Copies the list. */
    public Rule {
      options = List.copyOf(options);
    }

    /** The values of the choices. */
    public List<String> values() {
      return options.stream().map(Option::value).toList();
    }
  }
}
