package dev.tempo.server.importexport;

import static dev.tempo.server.message.Messages.counted;
import static dev.tempo.server.message.Messages.message;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tempo.message.Message;
import dev.tempo.server.http.json.Json;
import dev.tempo.server.http.problem.ApiException;
import dev.tempo.server.http.problem.ErrorCode;
import dev.tempo.server.message.Messages;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;

/**
 * An archive that somebody sent. Nothing in it is believed: names lead to no files, since entries
 * are only ever looked up; what unpacks to more than an archive may is refused while it unpacks.
 * Not thread-safe.
 */
final class Archive implements AutoCloseable {
  private final Path file;
  private final ZipFile zip;
  private final Set<String> names = new TreeSet<>();
  private final Set<String> counted = new HashSet<>();
  private final long mostBytes;
  private long unpackedBytes;
  private long documentBytes;

  private Archive(Path file, ZipFile zip, long packedBytes) {
    this.file = file;
    this.zip = zip;
    this.mostBytes =
        Math.min(
            ArchiveLayout.MAX_UNPACKED_BYTES,
            ArchiveLayout.FREE_BYTES + ArchiveLayout.MAX_RATIO * packedBytes);
  }

  /**
   * Opens one.
   *
   * @throws ApiException 400 if it is none, 413 if it has too many entries
   */
  static Archive open(byte[] bytes) {
    try {
      Path file = Files.createTempFile("tempo-import-", ".zip");
      try {
        Files.write(file, bytes);
        return open(file);
      } catch (IOException | RuntimeException e) {
        Files.delete(file);
        throw e;
      }
    } catch (ZipException e) {
      throw damaged(message("api.archive.noZip", "reason", String.valueOf(e.getMessage())));
    } catch (EOFException e) {
      throw damaged(message("api.archive.noZip", "reason", "unexpected end of file"));
    } catch (IOException e) {
      throw new UncheckedIOException("The archive could not be put down for reading", e);
    }
  }

  private static Archive open(Path file) throws IOException {
    ZipFile zip = new ZipFile(file.toFile(), StandardCharsets.UTF_8);
    Archive archive = new Archive(file, zip, Files.size(file));
    try {
      if (zip.size() > ArchiveLayout.MAX_ENTRIES) {
        throw tooLarge(counted("api.archive.entries", ArchiveLayout.MAX_ENTRIES));
      }
      for (ZipEntry entry : Collections.list(zip.entries())) {
        if (!archive.names.add(entry.getName())) {
          throw damaged(message("api.archive.twoOfAName"));
        }
      }
      return archive;
    } catch (RuntimeException e) {
      zip.close();
      throw e;
    }
  }

  /** The names of entries that begin and end so, in order. */
  List<String> names(String start, String end) {
    return names.stream().filter(name -> name.startsWith(start) && name.endsWith(end)).toList();
  }

  /** A document that must be there. */
  JsonNode json(String name) {
    return maybe(name)
        .map(
            bytes -> {
              documentBytes += bytes.length;
              if (documentBytes > ArchiveLayout.MAX_DOCUMENT_BYTES) {
                throw tooLarge(
                    counted("api.archive.documentBytes", ArchiveLayout.MAX_DOCUMENT_BYTES));
              }
              try {
                return Json.parse(bytes);
              } catch (ApiException e) {
                throw damaged(
                    message("api.archive.notValid", "entry", name, "reason", Messages.of(e)));
              }
            })
        .orElseThrow(() -> damaged(message("api.archive.lacks", "entry", name)));
  }

  /** A text, which may be asked for again; empty if it is not there. */
  Optional<String> text(String name) {
    return maybe(name).map(bytes -> new String(bytes, StandardCharsets.UTF_8));
  }

  @Override
  public void close() {
    try {
      zip.close();
      Files.deleteIfExists(file);
    } catch (IOException e) {
      throw new UncheckedIOException("The archive could not be removed", e);
    }
  }

  static ApiException damaged(Message reason) {
    return ApiException.of(
        ErrorCode.BAD_REQUEST, message("api.archive.cannotImport", "reason", reason));
  }

  private Optional<byte[]> maybe(String name) {
    ZipEntry entry = zip.getEntry(name);
    if (entry == null) {
      return Optional.empty();
    }
    try (InputStream in = zip.getInputStream(entry)) {
      byte[] bytes = in.readNBytes(ArchiveLayout.MAX_ENTRY_BYTES + 1);
      unpackedBytes += counted.add(name) ? bytes.length : 0;
      if (bytes.length > ArchiveLayout.MAX_ENTRY_BYTES) {
        throw tooLarge(counted("api.archive.entryBytes", ArchiveLayout.MAX_ENTRY_BYTES));
      }
      if (unpackedBytes > mostBytes) {
        throw tooLarge(counted("api.archive.unpackedForPacked", mostBytes));
      }
      requireWhole(entry, bytes);
      return Optional.of(bytes);
    } catch (ZipException | EOFException e) {
      throw damaged(
          message("api.archive.damaged", "entry", name, "reason", String.valueOf(e.getMessage())));
    } catch (IOException e) {
      throw new UncheckedIOException("The archive cannot be read", e);
    }
  }

  /** Reading by random access checks nothing. */
  private static void requireWhole(ZipEntry entry, byte[] bytes) {
    CRC32 sum = new CRC32();
    sum.update(bytes);
    if (entry.getSize() != bytes.length || entry.getCrc() != sum.getValue()) {
      throw damaged(message("api.archive.otherSum", "entry", entry.getName()));
    }
  }

  static ApiException tooLarge(Message limit) {
    return ApiException.of(
        ErrorCode.PAYLOAD_TOO_LARGE, message("api.archive.tooLarge", "limit", limit));
  }
}
