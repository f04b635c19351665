package dev.tempo.message;

/** Something that is said to people, mostly an exception, and can be said in their language. */
public interface Localizable {
  /**
   * What is said.
   *
   * @return never null; its {@linkplain Message#text() English} is what {@code getMessage()} of an
   *     exception gives
   */
  Message message();
}
