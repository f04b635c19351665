package dev.tempo.internal.message;

import dev.tempo.message.MessageTemplate;
import dev.tempo.message.MessageTemplates.Area;

/** What is said of secrets and the key that seals them. */
public final class SecretMessages {
  static final Area AREA = new Area("secret");

  public static final MessageTemplate KEY_FILE_UNUSABLE =
      AREA.text("keyFileUnusable", "The key file {path} cannot be used: {reason}");
  public static final MessageTemplate KEY_FILE_OPEN =
      AREA.text(
          "keyFileOpen",
          "Others may read the key file {path}: run chmod 600 on it, and change the "
              + "secrets if someone did");
  public static final MessageTemplate KEY_FILE_BASE64 =
      AREA.text("keyFileBase64", "The key file {path} does not hold a key in base64");
  public static final MessageTemplate KEY_FILE_BITS =
      AREA.text("keyFileBits", "The key file {path} does not hold a key of 256 bits");
  public static final MessageTemplate SHORT_KEY =
      AREA.text(
          "shortKey",
          "A secret key of {length} characters can be guessed; it must have at least " + "{min}");
  public static final MessageTemplate NOT_OPENED =
      AREA.text(
          "notOpened",
          "The secret of '{context}' cannot be opened: it was sealed with another key, or"
              + " changed");
  public static final MessageTemplate NOT_SEALED =
      AREA.text("notSealed", "This is not a sealed secret: it does not begin with {version}");
  public static final MessageTemplate TOO_SHORT =
      AREA.text("tooShort", "The sealed secret is too short");
  public static final MessageTemplate NOT_BASE64 =
      AREA.text("notBase64", "The sealed secret is not base64");
  public static final MessageTemplate OF_NO_USE =
      AREA.text(
          "ofNoUse",
          "The secret {name} is of no use for job {job}; give it its value again: " + "{reason}");

  private SecretMessages() {}
}
