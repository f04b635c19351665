package dev.tempo.server.groups;

import static dev.tempo.server.message.Messages.counted;
import static dev.tempo.server.message.Messages.message;

import dev.tempo.message.Message;
import dev.tempo.server.groups.discovery.GroupsRoot;
import dev.tempo.server.http.problem.ApiException;
import dev.tempo.server.http.problem.ErrorCode;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;

/**
 * The files of a group in a ZIP that somebody sent. Nothing in it is believed: a name that leads
 * out of the group, two of a name, anything but files and directories, and more than a group may
 * have are refused before or while it is unpacked, into a directory that is nobody's yet. Not
 * thread-safe.
 */
final class GroupArchive implements AutoCloseable {
  /** The most that one may have packed, in bytes. */
  static final int MAX_PACKED_BYTES = 32 << 20;

  private static final long MAX_UNPACKED_BYTES = 256L << 20;
  private static final long FREE_BYTES = 16L << 20;
  private static final long MAX_RATIO = 200;
  private static final int MAX_ENTRIES = 5_000;
  private static final int MAX_PARTS = 16;
  private static final int MAX_NAME_BYTES = 255;
  private static final int PIECE_BYTES = 65_536;
  private static final Pattern NAME = Pattern.compile("[^/\\\\\\p{Cntrl}]{1,100}");

  /** What other programs leave behind, and nobody means to send. */
  private static final Set<String> LITTER = Set.of("__MACOSX", "__pycache__");

  /** Directories of a group that are not the group itself. */
  private static final Set<String> PARTS = Set.of("scripts", "docs", "examples");

  private final Path packed;
  private final ZipFile zip;
  private final Map<List<String>, ZipEntry> files = new LinkedHashMap<>();
  private final Optional<String> top;

  private GroupArchive(Path packed, ZipFile zip) {
    this.packed = packed;
    this.zip = zip;
    for (ZipEntry entry : Collections.list(zip.entries())) {
      List<String> parts = parts(entry.getName());
      if (!entry.isDirectory() && parts.stream().noneMatch(GroupArchive::isLitter)) {
        if (files.put(parts, entry) != null) {
          throw damaged(GroupMessages.archiveTwice(entry.getName()));
        }
      }
    }
    this.top = top(files.keySet());
  }

  /**
   * Opens one.
   *
   * @param scratch a directory in which it can be put down
   * @throws ApiException 400 if it is none, or has what no group has; 413 if it has too much
   */
  static GroupArchive open(byte[] bytes, Path scratch) {
    if (ZipLinks.hasOthersThanFiles(bytes)) {
      throw damaged(GroupMessages.archiveLinks());
    }
    try {
      Path packed = Files.createTempFile(scratch, ".import-", ".zip");
      try {
        Files.write(packed, bytes);
        return opened(packed);
      } catch (IOException | RuntimeException e) {
        Files.deleteIfExists(packed);
        throw e;
      }
    } catch (ZipException e) {
      throw damaged(GroupMessages.noArchive(String.valueOf(e.getMessage())));
    } catch (EOFException e) {
      throw damaged(GroupMessages.noArchive("unexpected end of file"));
    } catch (IOException e) {
      throw new UncheckedIOException("The archive of a group could not be put down", e);
    }
  }

  private static GroupArchive opened(Path packed) throws IOException {
    ZipFile zip = new ZipFile(packed.toFile(), StandardCharsets.UTF_8);
    try {
      if (zip.size() > MAX_ENTRIES) {
        throw tooLarge(counted("api.archive.entries", MAX_ENTRIES));
      }
      GroupArchive archive = new GroupArchive(packed, zip);
      if (archive.files.isEmpty()) {
        throw damaged(GroupMessages.archiveEmpty());
      }
      return archive;
    } catch (RuntimeException e) {
      zip.close();
      throw e;
    }
  }

  private static List<String> parts(String name) {
    String path = name.endsWith("/") ? name.substring(0, name.length() - 1) : name;
    List<String> parts = List.of(path.split("/", -1));
    boolean fine = parts.size() <= MAX_PARTS && parts.stream().allMatch(GroupArchive::isName);
    if (!fine) {
      throw damaged(GroupMessages.archiveName(shown(name)));
    }
    return parts;
  }

  /** File systems count the bytes of a name, not its letters. */
  private static boolean isName(String part) {
    return NAME.matcher(part).matches()
        && !part.equals(".")
        && !part.equals("..")
        && part.getBytes(StandardCharsets.UTF_8).length <= MAX_NAME_BYTES;
  }

  private static String shown(String name) {
    return name.substring(0, Math.min(name.length(), 100)).replaceAll("\\p{Cntrl}", "?");
  }

  private static boolean isLitter(String part) {
    return part.startsWith(".") || LITTER.contains(part);
  }

  /** The one directory in which all of it is, if that can be the group. */
  private static Optional<String> top(Set<List<String>> files) {
    List<String> tops = files.stream().map(List::getFirst).distinct().toList();
    boolean all = tops.size() == 1 && files.stream().allMatch(parts -> parts.size() > 1);
    return all && !PARTS.contains(tops.getFirst())
        ? Optional.of(tops.getFirst())
        : Optional.empty();
  }

  /** The name of the group, if the archive has one that a group can have. */
  Optional<String> name() {
    return top.filter(GroupsRoot::isId);
  }

  /** How many files it has. */
  int size() {
    return files.size();
  }

  /**
   * Writes its files.
   *
   * @param directory which is empty
   * @throws ApiException 400 if it is damaged, 413 if it unpacks to more than it may
   */
  void unpackInto(Path directory) throws IOException {
    long most = Math.min(MAX_UNPACKED_BYTES, FREE_BYTES + MAX_RATIO * Files.size(packed));
    byte[] piece = new byte[PIECE_BYTES];
    long left = most;
    for (Map.Entry<List<String>, ZipEntry> file : files.entrySet()) {
      Path target = directory;
      for (String part : file.getKey().subList(top.isPresent() ? 1 : 0, file.getKey().size())) {
        target = target.resolve(part);
      }
      try {
        Files.createDirectories(target.getParent());
        left = copy(file.getValue(), target, left, piece);
      } catch (FileAlreadyExistsException | NotDirectoryException e) {
        throw damaged(GroupMessages.archiveTwice(shown(file.getValue().getName())));
      } catch (ZipException | EOFException e) {
        throw damaged(GroupMessages.noArchive(String.valueOf(e.getMessage())));
      }
      if (left < 0) {
        throw tooLarge(counted("api.archive.unpackedForPacked", most));
      }
    }
  }

  /** Returns how many bytes are left then; less than none if there were too many. */
  private long copy(ZipEntry entry, Path target, long left, byte[] piece) throws IOException {
    long room = left;
    CRC32 sum = new CRC32(); // reading by random access checks nothing
    try (InputStream in = zip.getInputStream(entry);
        OutputStream out = Files.newOutputStream(target, StandardOpenOption.CREATE_NEW)) {
      int read = in.read(piece);
      while (read >= 0 && room >= 0) {
        room -= read;
        if (room >= 0) {
          out.write(piece, 0, read);
          sum.update(piece, 0, read);
        }
        read = in.read(piece);
      }
    }
    if (room >= 0 && sum.getValue() != entry.getCrc()) {
      throw new ZipException("invalid CRC");
    }
    return room;
  }

  @Override
  public void close() {
    try {
      zip.close();
      Files.deleteIfExists(packed);
    } catch (IOException e) {
      throw new UncheckedIOException("The archive of a group could not be removed", e);
    }
  }

  private static ApiException damaged(Message reason) {
    return ApiException.of(ErrorCode.BAD_REQUEST, GroupMessages.cannotImport(reason));
  }

  private static ApiException tooLarge(Message limit) {
    return ApiException.of(
        ErrorCode.PAYLOAD_TOO_LARGE, message("api.archive.tooLarge", "limit", limit));
  }
}
