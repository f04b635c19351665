package dev.tempo.server.settings;

import dev.tempo.files.PosixPermissions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** The images that an installation shows as its logo, below its configuration. Thread-safe. */
public final class LogoFile {
  private static final long MAX_BYTES = 1 << 20;
  private static final Map<String, String> IMAGES =
      Map.of(
          "png", "image/png",
          "jpg", "image/jpeg",
          "jpeg", "image/jpeg",
          "gif", "image/gif",
          "webp", "image/webp",
          "svg", "image/svg+xml");

  private final SettingsService settings;

  /** As the settings say. */
  public LogoFile(SettingsService settings) {
    this.settings = settings;
  }

  /** An image. */
  public record Image(String type, byte[] bytes) {}

  /** The file that a setting names, if it is an image, and lies below the configuration. */
  public Optional<Path> find(Setting<String> setting) {
    String path = settings.get(setting);
    Path config = settings.configDirectory();
    Path file = config.resolve(path);
    try {
      boolean usable =
          !path.isEmpty()
              && IMAGES.containsKey(extension(file))
              && Files.isRegularFile(file)
              && file.toRealPath().startsWith(config.toRealPath())
              && Files.size(file) <= MAX_BYTES;
      return usable ? Optional.of(file) : Optional.empty();
    } catch (IOException e) {
      return Optional.empty(); // gone meanwhile, which is as if it were not there
    }
  }

  /** Reads it. */
  public Optional<Image> read(Setting<String> setting) {
    return find(setting)
        .map(
            file -> {
              try {
                return new Image(IMAGES.get(extension(file)), Files.readAllBytes(file));
              } catch (IOException e) {
                throw new UncheckedIOException("The logo " + file + " cannot be read", e);
              }
            });
  }

  /**
   * A copy that scripts can read, too, if they run as another account, which may not see the
   * configuration; one for each content.
   */
  public Optional<Path> forScripts(Setting<String> setting) {
    return find(setting).map(this::copied);
  }

  private Path copied(Path file) {
    try {
      byte[] bytes = Files.readAllBytes(file);
      Path directory = settings.directory().resolve("logos");
      Path copy = directory.resolve(digest(bytes) + "." + extension(file));
      if (!Files.exists(copy)) {
        Files.createDirectories(directory);
        readable(directory, "rwxr-xr-x");
        Path fresh = Files.createTempFile(directory, ".logo", "");
        Files.write(fresh, bytes);
        readable(fresh, "rw-r--r--");
        Files.move(fresh, copy, StandardCopyOption.ATOMIC_MOVE);
      }
      return copy.toAbsolutePath();
    } catch (IOException e) {
      throw new UncheckedIOException("The logo " + file + " cannot be copied for scripts", e);
    }
  }

  /** Whatever the mask of this process. */
  private static void readable(Path file, String permissions) throws IOException {
    if (PosixPermissions.areSupported()) {
      Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(permissions));
    }
  }

  private static String digest(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes), 0, 8);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java platform has SHA-256", e);
    }
  }

  private static String extension(Path file) {
    String name = file.getFileName().toString();
    return name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
  }
}
