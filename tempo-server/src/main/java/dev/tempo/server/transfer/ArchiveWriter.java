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
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * Writes an archive: the same bytes for the same entries, whenever and wherever. What it writes can
 * be {@linkplain Archive read}: where so much has been packed so well that it would pass for a
 * bomb, entries are stored as they are; what is beyond the other bounds is refused.
 */
final class ArchiveWriter {
  private static final LocalDateTime NO_TIME = LocalDateTime.of(1980, 1, 1, 0, 0);

  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final ZipOutputStream zip = new ZipOutputStream(bytes, StandardCharsets.UTF_8);
  private long unpackedBytes;
  private long documentBytes;
  private int entries;

  void add(String name, JsonNode document) {
    byte[] content = Json.bytes(document);
    documentBytes += content.length;
    require(documentBytes, Layout.MAX_DOCUMENT_BYTES, "bytes of documents");
    add(name, content);
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
      unpackedBytes += content.length;
      require(++entries, Layout.MAX_ENTRIES, "entries");
      require(content.length, Layout.MAX_ENTRY_BYTES, "bytes in one entry");
      require(unpackedBytes, Layout.MAX_UNPACKED_BYTES, "bytes unpacked");
      if (unpackedBytes > Layout.FREE_BYTES + Layout.MAX_RATIO * bytes.size()) {
        store(entry, content);
      }
      zip.putNextEntry(entry);
      zip.write(content);
      zip.closeEntry();
      checkSize();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void store(ZipEntry entry, byte[] content) {
    CRC32 sum = new CRC32();
    sum.update(content);
    entry.setMethod(ZipEntry.STORED);
    entry.setSize(content.length);
    entry.setCrc(sum.getValue());
  }

  private void checkSize() {
    require(bytes.size(), Layout.MAX_PACKED_BYTES, "bytes");
  }

  /**
   * Refuses what could not be read again.
   *
   * @throws ApiException 413 if it is more than may be
   */
  static void require(long count, long most, String what) {
    if (count > most) {
      throw ApiException.of(
          ErrorCode.PAYLOAD_TOO_LARGE,
          "The archive would have more than "
              + most
              + " "
              + what
              + "; export a folder, or fewer jobs");
    }
  }
}
