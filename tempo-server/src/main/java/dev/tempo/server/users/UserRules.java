package dev.tempo.server.users;

import dev.tempo.server.http.Given;
import dev.tempo.server.http.Input;
import java.util.Optional;
import java.util.regex.Pattern;

/** What names, passwords and addresses of accounts may be. */
public final class UserRules {
  /** The longest password; also what a log-in accepts. */
  public static final int MAX_PASSWORD = 200;

  private static final int MIN_PASSWORD = 8;
  private static final int MAX_EMAIL = 254; // RFC 5321 §4.5.3.1.3, less the brackets
  private static final Pattern USERNAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._@-]{0,63}");
  private static final Pattern EMAIL = Pattern.compile("[^\\s@<>,;]+@[^\\s@<>,;]+");

  private UserRules() {}

  /** Reads a name, which must be there. */
  public static String username(Input body) {
    String name = body.required("username", body.text("username", MAX_PASSWORD)).orElse("a");
    if (!USERNAME.matcher(name).matches()) {
      body.violation(
          "username", "must have 1 to 64 letters, digits or ._@- and begin with a letter or digit");
    }
    return name;
  }

  /** Reads a password, which must be there. */
  public static String password(Input body) {
    String none = " ".repeat(MIN_PASSWORD);
    String password = body.required("password", body.text("password", MAX_PASSWORD)).orElse(none);
    if (password.length() < MIN_PASSWORD) {
      body.violation("password", "must have at least " + MIN_PASSWORD + " characters");
    }
    return password;
  }

  /** Reads an address, which may be absent. */
  public static Optional<String> email(Input body) {
    Given<String> email = body.text("email", MAX_EMAIL);
    Optional<String> address = email.value().filter(text -> !text.isBlank());
    if (address.isPresent() && !EMAIL.matcher(address.get()).matches()) {
      body.violation("email", "must be an e-mail address");
    }
    return address;
  }
}
