package dev.tempo.server.users;

import static dev.tempo.server.message.Messages.counted;
import static dev.tempo.server.message.Messages.message;

import dev.tempo.server.http.json.JsonInput;
import dev.tempo.server.http.json.JsonValues;
import dev.tempo.server.http.json.OptionalField;
import dev.tempo.server.security.authorization.Role;
import dev.tempo.server.users.User.Preferences;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Pattern;

/** What names, passwords, addresses and the like of accounts may be. */
public final class UserRules {
  /** The longest password; also what a log-in accepts. */
  public static final int MAX_PASSWORD = 200;

  private static final int MIN_PASSWORD = 8;
  private static final int MAX_EMAIL = 254; // RFC 5321 §4.5.3.1.3, less the brackets
  private static final int MAX_RETENTION_DAYS = 36_500;
  private static final List<String> THEMES = List.of("system", "light", "dark");
  private static final Pattern USERNAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._@-]{0,63}");
  private static final Pattern EMAIL = Pattern.compile("[^\\s\\p{C}@<>,;]+@[^\\s\\p{C}@<>,;]+");

  private UserRules() {}

  /** Reads a name, which must be there. */
  public static String username(JsonInput body) {
    return body.required("username", givenUsername(body)).orElse("a");
  }

  /** Reads a name, which may be absent. */
  public static OptionalField<String> givenUsername(JsonInput body) {
    OptionalField<String> name = body.text("username", MAX_PASSWORD);
    if (name.value().isPresent() && !USERNAME.matcher(name.value().get()).matches()) {
      body.violation("username", message("api.user.name"));
    }
    return name;
  }

  /** Reads a password, which must be there. */
  public static String password(JsonInput body) {
    return body.required("password", givenPassword(body)).orElse("");
  }

  /** Reads a password, which may be absent. */
  public static OptionalField<String> givenPassword(JsonInput body) {
    OptionalField<String> password = body.text("password", MAX_PASSWORD);
    if (password.value().isPresent() && password.value().get().length() < MIN_PASSWORD) {
      body.violation("password", counted("api.value.minCharacters", MIN_PASSWORD));
    }
    return password;
  }

  /** Reads an address, which may be absent. */
  public static Optional<String> email(JsonInput body) {
    return email(body, Optional.empty());
  }

  /** Reads an address over the one that holds so far. */
  public static Optional<String> email(JsonInput body, Optional<String> current) {
    OptionalField<String> email = body.text("email", MAX_EMAIL);
    Optional<String> address = email.orMaybe(current).filter(text -> !text.isBlank());
    if (email.value().isPresent()
        && address.isPresent()
        && !EMAIL.matcher(address.get()).matches()) {
      body.violation("email", JsonValues.mustBe(message("api.allowed.email")));
    }
    return address;
  }

  /** Reads a role over the one that holds so far. */
  public static Role role(JsonInput body, Role current) {
    return body.parsed(
            "role",
            text -> Role.named(text).orElseThrow(IllegalArgumentException::new),
            message("api.allowed.role"))
        .or(current);
  }

  /** Reads how long runs are kept, over what holds so far. */
  public static OptionalInt retentionDays(JsonInput body, OptionalInt current) {
    OptionalField<Integer> days = body.whole("retentionDays", 1, MAX_RETENTION_DAYS);
    if (!days.present()) {
      return current;
    }
    return days.value().map(OptionalInt::of).orElse(OptionalInt.empty());
  }

  /**
   * Reads what somebody likes to see, over what holds so far.
   *
   * @param languages the codes of those that there are
   */
  public static Preferences preferences(
      JsonInput body, Preferences current, List<String> languages) {
    OptionalField<String> theme = oneOf(body, "theme", THEMES);
    return new Preferences(
        oneOf(body, "language", languages).orMaybe(current.language()),
        theme.or(current.theme(), Preferences.DEFAULT.theme()),
        timezone(body).orMaybe(current.timezone()));
  }

  private static OptionalField<String> oneOf(JsonInput body, String field, List<String> allowed) {
    return body.parsed(
        field,
        text -> {
          if (!allowed.contains(text)) {
            throw new IllegalArgumentException(text);
          }
          return text;
        },
        JsonValues.oneOf(allowed));
  }

  private static OptionalField<String> timezone(JsonInput body) {
    return body.parsed("timezone", text -> ZoneId.of(text).getId(), message("api.allowed.zone"));
  }
}
