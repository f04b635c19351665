package dev.tempo.benchmarks.venv;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** Wheels (PEP 427) of packages that exist nowhere else, in a directory for {@code find-links}. */
final class Wheels {
  private static final int PACKAGES = 5;
  private static final int MODULES = 60;
  private static final String MODULE =
      "\"\"\"A module of a made-up package.\"\"\"\n"
          + "def value(x):\n    return x + 1\n".repeat(40);

  private Wheels() {}

  /** The requirements that name all of them. */
  static String requirements() {
    return String.join("\n", IntStream.range(0, PACKAGES).mapToObj(Wheels::name).toList());
  }

  /** A program that ends well only where they are installed. */
  static String program() {
    return String.join(
        "\n", IntStream.range(0, PACKAGES).mapToObj(i -> "import " + name(i) + ".m1").toList());
  }

  /** Makes them. */
  static void make(Path directory) throws IOException {
    Files.createDirectories(directory);
    for (int i = 0; i < PACKAGES; i++) {
      Path file = directory.resolve(name(i) + "-1.0-py3-none-any.whl");
      try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(file))) {
        write(zip, name(i));
      }
    }
  }

  private static String name(int number) {
    return "made_up_" + number;
  }

  private static void write(ZipOutputStream zip, String name) throws IOException {
    List<String> written = new ArrayList<>();
    String info = name + "-1.0.dist-info/";
    for (int i = 0; i < MODULES; i++) {
      written.add(add(zip, name + (i == 0 ? "/__init__.py" : "/m" + i + ".py"), MODULE));
    }
    written.add(
        add(zip, info + "METADATA", "Metadata-Version: 2.1\nName: " + name + "\nVersion: 1.0\n"));
    written.add(
        add(
            zip,
            info + "WHEEL",
            "Wheel-Version: 1.0\nGenerator: benchmark\nRoot-Is-Purelib: true\nTag: py3-none-any\n"));
    written.add(info + "RECORD");
    add(zip, info + "RECORD", String.join(",,\n", written) + ",,\n");
  }

  private static String add(ZipOutputStream zip, String path, String text) throws IOException {
    zip.putNextEntry(new ZipEntry(path));
    zip.write(text.getBytes(StandardCharsets.UTF_8));
    zip.closeEntry();
    return path;
  }
}
