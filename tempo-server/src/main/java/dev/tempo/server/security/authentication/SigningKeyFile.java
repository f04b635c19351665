package dev.tempo.server.security.authentication;

import dev.tempo.server.storage.PrivateFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.HexFormat;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Stores a signing key in a file that only its owner may read; created on first use. */
final class SigningKeyFile {
  private static final Logger LOG = LoggerFactory.getLogger(SigningKeyFile.class);
  private static final int KEY_BYTES = 32;

  private SigningKeyFile() {}

  /**
   * The key in a file. An empty file, as a power failure may leave one that was not synced, is
   * written anew: the key signs sessions and nothing else, so that this logs everybody out.
   *
   * @throws UncheckedIOException if it can be neither read nor made
   * @throws IllegalStateException if there is something else in it
   */
  static byte[] readOrCreate(Path file) {
    try {
      if (!Files.exists(file)) {
        create(file);
      } else if (Files.readString(file, StandardCharsets.ISO_8859_1).isBlank()) {
        LOG.warn("The key file {} was empty; a new key is made, which logs everybody out", file);
        create(file);
      }
      return parse(file, Files.readString(file, StandardCharsets.ISO_8859_1).strip());
    } catch (IOException e) {
      throw new UncheckedIOException("The key file " + file + " cannot be used", e);
    }
  }

  private static byte[] parse(Path file, String text) {
    if (!text.matches("[0-9a-fA-F]{" + 2 * KEY_BYTES + "}")) {
      throw new IllegalStateException(
          "The key file "
              + file
              + " is damaged (it should hold "
              + 2 * KEY_BYTES
              + " hexadecimal digits); remove it to make a new one, which logs everybody out");
    }
    return HexFormat.of().parseHex(text);
  }

  private static void create(Path file) throws IOException {
    byte[] key = new byte[KEY_BYTES];
    new SecureRandom().nextBytes(key);
    PrivateFiles.createDirectories(file.getParent());
    PrivateFiles.write(file, HexFormat.of().formatHex(key).getBytes(StandardCharsets.US_ASCII));
  }
}
