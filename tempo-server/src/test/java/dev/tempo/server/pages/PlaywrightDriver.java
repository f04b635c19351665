package dev.tempo.server.pages;

import com.microsoft.playwright.impl.driver.jar.DriverJar;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * The program that speaks to browsers, of 140 MB: unpacked once for all virtual machines and
 * builds, where each would unpack one of its own.
 */
final class PlaywrightDriver {
  private static final String CHOSEN = "playwright.cli.dir";
  private static final Path HOME = Path.of("target", "playwright").toAbsolutePath();

  private PlaywrightDriver() {}

  /** Has Playwright use it, unless another one was chosen. */
  static void use() {
    if (System.getProperty(CHOSEN) != null) {
      return;
    }
    Path driver = HOME.resolve(DriverJar.class.getPackage().getImplementationVersion());
    try {
      Files.createDirectories(HOME);
      try (FileChannel file =
              FileChannel.open(
                  HOME.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
          var lock = file.lock()) {
        if (lock.isValid() && Files.notExists(driver)) {
          Path whole = Files.createTempDirectory(HOME, "made");
          DriverJar.installDriverTo(whole);
          Files.move(whole, driver); // so that what is there is whole
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
    System.setProperty(CHOSEN, driver.toString());
  }
}
