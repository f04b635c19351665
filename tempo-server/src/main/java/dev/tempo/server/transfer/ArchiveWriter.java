package dev.tempo.server.transfer;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tempo.server.http.ApiException;
import dev.tempo.server.http.ErrorCode;
import dev.tempo.server.http.Json;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.LocalDateTime;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** Writes an archive: the same bytes for the same entries, whenever and wherever. */
final class ArchiveWriter {
  private static final LocalDateTime NO_TIME = LocalDateTime.of(1980, 1, 1, 0, 0);

  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final ZipOutputStream zip = new ZipOutputStream(bytes, StandardCharsets.UTF_8);

  void add(String name, JsonNode document) {
    add(name, Json.bytes(document));
  }

  void add(String name, String text) {
    add(name, text.getBytes(StandardCharsets.UTF_8));
  }

  byte[] finish() {
    try {
      zip.close();
      checkSize();
      return bytes.toByteArray();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void add(String name, byte[] content) {
    try {
      ZipEntry entry = new ZipEntry(name);
      entry.setTimeLocal(NO_TIME);
      zip.putNextEntry(entry);
      zip.write(content);
      zip.closeEntry();
      checkSize();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void checkSize() {
    if (bytes.size() > Layout.MAX_PACKED_BYTES) {
      throw ApiException.of(
          ErrorCode.PAYLOAD_TOO_LARGE,
          "The archive would have more than "
              + Layout.MAX_PACKED_BYTES
              + " bytes; export a folder, or fewer jobs");
    }
  }
}
