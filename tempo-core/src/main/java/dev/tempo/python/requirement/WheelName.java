package dev.tempo.python.requirement;

import dev.tempo.internal.message.RequirementMessages;
import dev.tempo.internal.text.PythonText;
import dev.tempo.message.Message;
import java.net.URI;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The name of a wheel's file, which pip reads before the wheel itself: {@code
 * name-version[-build]-python-abi-platform.whl}, by the specification of the binary distribution
 * format.
 */
final class WheelName {
  private static final Pattern NAME = Pattern.compile("(?U)(?!.*__)[\\w.]++");
  private static final Pattern BUILD = Pattern.compile("\\d[^-]*+");
  private static final Pattern TAG = Pattern.compile("[^-\\s]++");

  private WheelName() {}

  /**
   * What pip would refuse about the wheel at an address.
   *
   * @param name of the requirement, in normal form
   * @return a sentence; empty if it is no wheel, or well named
   */
  static Optional<Message> problem(String name, URI address) {
    String path = Optional.ofNullable(address.getPath()).orElse("");
    String file = path.substring(path.lastIndexOf('/') + 1);
    if (!file.endsWith(".whl")) {
      return Optional.empty();
    }
    String[] parts = file.substring(0, file.length() - 4).split("-", -1);
    if (!isNamed(parts)) {
      return Optional.of(RequirementMessages.WHEEL_NAME.of(file));
    }
    String project = PythonText.normalName(parts[0]);
    return project.equals(name)
        ? Optional.empty()
        : Optional.of(RequirementMessages.WHEEL_OTHER.of(project, name));
  }

  private static boolean isNamed(String[] parts) {
    if (parts.length != 5 && parts.length != 6
        || !NAME.matcher(parts[0]).matches()
        || !Pep440.isVersion(parts[1])) {
      return false;
    }
    for (int i = parts.length - 3; i < parts.length; i++) {
      if (!TAG.matcher(parts[i]).matches()) {
        return false;
      }
    }
    return parts.length == 5 || BUILD.matcher(parts[2]).matches();
  }
}
