package dev.tempo.server.importexport;

import static dev.tempo.server.message.Messages.counted;
import static dev.tempo.server.message.Messages.message;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tempo.message.Message;
import dev.tempo.server.http.json.Json;
import dev.tempo.server.http.problem.ApiException;
import dev.tempo.server.http.problem.ErrorCode;
import dev.tempo.server.storage.PrivateFiles;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.function.Supplier;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * Writes an archive: the same bytes for the same entries, whenever and wherever. What it writes can
 * be {@linkplain Archive read}: where so much has been packed so well that it would pass for a
 * bomb, entries are stored as they are; what is beyond the other bounds is refused. It lies in a
 * file without a name, which the system removes when nobody has it open: in memory, clients that do
 * not read would have many.
 */
final class ArchiveWriter implements AutoCloseable {
  private static final int PIECE_BYTES = 16_384;

  private static final LocalDateTime NO_TIME = LocalDateTime.of(1980, 1, 1, 0, 0);

  private final FileChannel file;
  private final Counted bytes;
  private final ZipOutputStream zip;
  private long unpackedBytes;
  private long documentBytes;
  private int entries;

  /** Begins one. */
  ArchiveWriter(Path directory) {
    try {
      this.file = PrivateFiles.createNameless(directory);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    this.bytes = new Counted(Channels.newOutputStream(file));
    this.zip = new ZipOutputStream(bytes, StandardCharsets.UTF_8);
  }

  /** How much was written. */
  private static final class Counted extends OutputStream {
    private final OutputStream out;
    private long size;

    Counted(OutputStream out) {
      this.out = new BufferedOutputStream(out, PIECE_BYTES);
    }

    @Override
    public void write(int one) throws IOException {
      out.write(one);
      size++;
    }

    @Override
    public void write(byte[] buffer, int from, int count) throws IOException {
      out.write(buffer, from, count);
      size += count;
    }

    @Override
    public void flush() throws IOException {
      out.flush();
    }
  }

  void add(String name, JsonNode document) {
    byte[] content = Json.bytes(document);
    documentBytes += content.length;
    require(
        documentBytes,
        ArchiveLayout.MAX_DOCUMENT_BYTES,
        () -> counted("api.archive.documentBytes", ArchiveLayout.MAX_DOCUMENT_BYTES));
    add(name, content);
  }

  void add(String name, String text) {
    add(name, text.getBytes(StandardCharsets.UTF_8));
  }

  /**
   * Ends it.
   *
   * @throws ApiException 413 if it is too large
   */
  void finish() {
    try {
      zip.finish();
      zip.flush();
      checkSize();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Writes the finished archive somewhere, and lets go of it. */
  void sendTo(OutputStream out) throws IOException {
    try (FileChannel open = file) {
      InputStream in = Channels.newInputStream(open.position(0));
      byte[] piece = new byte[PIECE_BYTES];
      for (int count = in.read(piece); count > 0; count = in.read(piece)) {
        out.write(piece, 0, count);
      }
    }
  }

  @Override
  public void close() {
    try {
      file.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void add(String name, byte[] content) {
    try {
      ZipEntry entry = new ZipEntry(name);
      entry.setTimeLocal(NO_TIME);
      unpackedBytes += content.length;
      require(
          ++entries,
          ArchiveLayout.MAX_ENTRIES,
          () -> counted("api.archive.entries", ArchiveLayout.MAX_ENTRIES));
      require(
          content.length,
          ArchiveLayout.MAX_ENTRY_BYTES,
          () -> counted("api.archive.entryBytes", ArchiveLayout.MAX_ENTRY_BYTES));
      require(
          unpackedBytes,
          ArchiveLayout.MAX_UNPACKED_BYTES,
          () -> counted("api.archive.unpackedBytes", ArchiveLayout.MAX_UNPACKED_BYTES));
      if (unpackedBytes > ArchiveLayout.FREE_BYTES + ArchiveLayout.MAX_RATIO * bytes.size) {
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
    require(
        bytes.size,
        ArchiveLayout.MAX_PACKED_BYTES,
        () -> counted("api.archive.bytes", ArchiveLayout.MAX_PACKED_BYTES));
  }

  /**
   * Refuses what could not be read again.
   *
   * @throws ApiException 413 if it is more than may be
   */
  static void require(long count, long limit, Supplier<Message> limitText) {
    if (count > limit) {
      throw ApiException.of(
          ErrorCode.PAYLOAD_TOO_LARGE,
          message("api.archive.wouldBeTooLarge", "limit", limitText.get()));
    }
  }
}
