package dev.tempo.python.index;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** A wheel (PEP 427) made by hand. */
public final class Wheel {
  private final String name;
  private final String version;
  private final StringBuilder metadata = new StringBuilder("Metadata-Version: 2.1\n");
  private final Map<String, byte[]> files = new LinkedHashMap<>();

  private Wheel(String name, String version) {
    this.name = name;
    this.version = version;
    metadata.append("Name: ").append(name).append("\nVersion: ").append(version).append('\n');
    file(name + "/__init__.py", "version = '" + version + "'\n");
  }

  public static Wheel of(String name, String version) {
    return new Wheel(name, version);
  }

  public Wheel requires(String requirement) {
    metadata.append("Requires-Dist: ").append(requirement).append('\n');
    return this;
  }

  public Wheel extra(String extra, String requirement) {
    metadata.append("Provides-Extra: ").append(extra).append('\n');
    return requires(requirement + "; extra == '" + extra + "'");
  }

  /** A program in {@code bin} that prints its prefix. */
  public Wheel program(String program) {
    file(name + "/main.py", "import sys\ndef main():\n    print(sys.prefix)\n");
    return file(
        info() + "/entry_points.txt",
        "[console_scripts]\n" + program + " = " + name + ".main:main\n");
  }

  public Wheel file(String path, String text) {
    return file(path, text.getBytes(StandardCharsets.UTF_8));
  }

  public Wheel file(String path, byte[] bytes) {
    files.put(path, bytes);
    return this;
  }

  private String info() {
    return name + "-" + version + ".dist-info";
  }

  public String project() {
    return name;
  }

  public String fileName() {
    return name + "-" + version + "-py3-none-any.whl";
  }

  public byte[] bytes() {
    Map<String, byte[]> all = new LinkedHashMap<>(files);
    all.put(info() + "/METADATA", metadata.toString().getBytes(StandardCharsets.UTF_8));
    String wheel =
        "Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\nTag: py3-none-any\n";
    all.put(info() + "/WHEEL", wheel.getBytes(StandardCharsets.UTF_8));
    StringBuilder record = new StringBuilder();
    all.keySet().forEach(path -> record.append(path).append(",,\n"));
    record.append(info()).append("/RECORD,,\n");
    all.put(info() + "/RECORD", record.toString().getBytes(StandardCharsets.UTF_8));
    return zip(all);
  }

  private static byte[] zip(Map<String, byte[]> all) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(out)) {
      for (Map.Entry<String, byte[]> file : all.entrySet()) {
        ZipEntry entry = new ZipEntry(file.getKey());
        entry.setTime(1_600_000_000_000L);
        zip.putNextEntry(entry);
        zip.write(file.getValue());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }

  public String sha256() {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes()));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
