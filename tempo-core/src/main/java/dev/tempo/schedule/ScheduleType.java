package dev.tempo.schedule;

/**
 * A kind of schedule of a program's own. What is stored of a schedule is the type's name and a
 * text; the type makes a rule of that whenever the program starts. It is registered by {@link
 * ScheduleTypes#register}, or found as a service of this interface on the class or module path.
 * Thread-safe.
 */
public interface ScheduleType {

  /**
   * The name, which is stored and so never changes.
   *
   * @return letters, digits, {@code .}, {@code _} and {@code -}
   */
  String name();

  /**
   * Makes a rule.
   *
   * @throws IllegalArgumentException if the text is not valid; the message says where and why
   */
  ScheduleRule parse(String text);
}
