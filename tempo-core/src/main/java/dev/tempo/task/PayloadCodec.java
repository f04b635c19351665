package dev.tempo.task;

/**
 * Turns payloads and results of handlers into texts, which is what is kept, and back. The module
 * {@code tempo-jackson} has one for JSON. What one version of a program has written, the next one
 * must be able to read: runs wait, and jobs stay. Thread-safe.
 */
public interface PayloadCodec {

  /**
   * Returns a value as text, without NUL.
   *
   * @param value never null
   * @throws Exception if it cannot be written; the save, the request or the run fails with it
   */
  String encode(Object value) throws Exception;

  /**
   * Reads a value.
   *
   * @param text as {@link #encode} has written it
   * @param type what is wanted
   * @return never null
   * @throws Exception if the text is none of this type
   */
  <T> T decode(String text, Class<T> type) throws Exception;

  /** Takes strings alone, as they are: what is used unless another one is set. */
  static PayloadCodec strings() {
    return StringCodec.INSTANCE;
  }
}
