package dev.tempo.server.mail;

/**
 * A message to one person.
 *
 * @param to the address
 * @param subject the subject; line ends are taken out
 * @param text the message as plain text
 * @param html the same as HTML
 */
public record Mail(String to, String subject, String text, String html) {

  /** Takes line ends out of the subject, which would begin further headers. */
  public Mail {
    subject = subject.replaceAll("[\\r\\n]+", " ");
  }
}
