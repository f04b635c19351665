package dev.tempo.server.jobdocs;

import dev.tempo.server.http.problem.ApiException;
import dev.tempo.server.message.Messages;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.ReadOnlyFileSystemException;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Pages in the files of a group. They belong to whoever writes the group's files, with whatever
 * they write them; so a page's version is made from its text, each is written to a file of its own
 * first, which then takes the place of the old one, and links are not followed.
 */
final class DirectoryDocs implements DocPlace {
  private static final String FOLDER = "docs";
  private static final String ENGLISH = "en";
  private static final int MAX_BYTES = 1 << 20;

  /** What a script can read as a whole number in JSON. */
  private static final long LARGEST_VERSION = (1L << 53) - 1;

  private static final String READ_ONLY = "Read-only file system";

  /** Two who write at once do it one after the other; that this is for all pages costs nothing. */
  private static final ReentrantLock WRITING = new ReentrantLock();

  private final DocDirectory place;
  private final DocFiles files;
  private final Pattern names;

  DirectoryDocs(DocDirectory place) {
    this.place = place;
    this.files = new DocFiles(place.group());
    this.names =
        Pattern.compile(
            Pattern.quote(place.script()) + "(?:_([a-z]{2,3}(?:-[A-Za-z0-9]{2,8})?))?\\.md");
  }

  @Override
  public Map<String, DocPage> pages() {
    Map<String, DocPage> pages = new TreeMap<>();
    paths().forEach((language, path) -> page(path).ifPresent(page -> pages.put(language, page)));
    return pages;
  }

  /** Where there are pages; what the script names comes before what its name means. */
  private Map<String, Path> paths() {
    Map<String, Path> paths = new TreeMap<>();
    if (!Files.isDirectory(files.folder(), LinkOption.NOFOLLOW_LINKS)) {
      return paths; // most scripts have none; and a link is not followed
    }
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(files.folder())) {
      for (Path entry : entries) {
        Matcher name = names.matcher(entry.getFileName().toString());
        if (name.matches()) {
          String language = Optional.ofNullable(name.group(1)).orElse(ENGLISH);
          paths.merge(language, entry, (one, other) -> shorter(one, other));
        }
      }
    } catch (NoSuchFileException e) {
      return paths; // gone just now
    } catch (IOException e) {
      throw DocFiles.unreadable(e);
    }
    place
        .named()
        .forEach((language, path) -> named(path).ifPresent(file -> paths.put(language, file)));
    return paths;
  }

  /** Of {@code script.md} and {@code script_en.md} the first one. */
  private static Path shorter(Path one, Path other) {
    return one.getFileName().toString().length() <= other.getFileName().toString().length()
        ? one
        : other;
  }

  private Optional<Path> named(String path) {
    String prefix = FOLDER + "/";
    return path.startsWith(prefix)
        ? files.inside(path.substring(prefix.length())).filter(Files::isRegularFile)
        : Optional.empty();
  }

  private Optional<DocPage> page(Path path) {
    try {
      if (!files.isPlain(path) || Files.size(path) > MAX_BYTES) {
        return Optional.empty();
      }
      String text = text(path);
      Instant at = Files.getLastModifiedTime(path, LinkOption.NOFOLLOW_LINKS).toInstant();
      return text.isEmpty() ? Optional.empty() : Optional.of(new DocPage(text, at, version(text)));
    } catch (NoSuchFileException e) {
      return Optional.empty(); // gone since it was listed
    } catch (IOException e) {
      throw DocFiles.unreadable(e);
    }
  }

  private static String text(Path path) throws IOException {
    try (InputStream in = Files.newInputStream(path, LinkOption.NOFOLLOW_LINKS)) {
      String text = new String(in.readNBytes(MAX_BYTES), StandardCharsets.UTF_8);
      return text.startsWith("\uFEFF") ? text.substring(1) : text;
    }
  }

  @Override
  public boolean write(String language, Edit edit) {
    WRITING.lock();
    try {
      Path target = target(language);
      long version = page(target).map(DocPage::version).orElse(DocPage.NONE);
      if (!edit.fits(version)) {
        return false;
      }
      if (edit.markdown().isEmpty()) {
        Files.deleteIfExists(target);
      } else {
        replace(target, edit.markdown());
      }
      return true;
    } catch (AccessDeniedException | ReadOnlyFileSystemException e) {
      throw readOnly();
    } catch (FileSystemException e) {
      throw READ_ONLY.equals(e.getReason()) ? readOnly() : new UncheckedIOException(e);
    } catch (IOException e) {
      throw new UncheckedIOException("The page of " + place.script() + " cannot be written", e);
    } finally {
      WRITING.unlock();
    }
  }

  private Path target(String language) {
    Path known = paths().get(language);
    return known != null ? known : files.folder().resolve(fileName(language));
  }

  private void replace(Path target, String markdown) throws IOException {
    Path folder = target.getParent();
    if (!Files.exists(folder, LinkOption.NOFOLLOW_LINKS)) {
      Files.createDirectory(folder);
    }
    boolean linked = !Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS);
    if (linked || Files.exists(target, LinkOption.NOFOLLOW_LINKS) && !files.isPlain(target)) {
      throw ApiException.conflict(
          Messages.message("api.docs.notAFile", "path", files.shown(target)));
    }
    Path written = Files.createTempFile(target.getParent(), ".tempo-", ".tmp");
    try {
      Files.writeString(written, markdown, StandardOpenOption.SYNC);
      likeOthers(target, written);
      Files.move(written, target, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(written);
    }
  }

  /** A temporary file is its owner's alone; a page is for whoever may read the script. */
  private void likeOthers(Path target, Path written) throws IOException {
    Path model = Files.exists(target) ? target : place.group();
    if (!Files.getFileStore(written).supportsFileAttributeView("posix")) {
      return;
    }
    HashSet<PosixFilePermission> permissions = new HashSet<>(Files.getPosixFilePermissions(model));
    permissions.removeIf(one -> one.name().endsWith("_EXECUTE"));
    Files.setPosixFilePermissions(written, permissions);
  }

  @Override
  public Optional<String> path(String language) {
    Path known = paths().get(language);
    return Optional.of(known == null ? FOLDER + "/" + fileName(language) : files.shown(known));
  }

  @Override
  public Optional<DocFile> file(String path) {
    return files.find(path);
  }

  private String fileName(String language) {
    String suffix = language.equals(ENGLISH) ? "" : "_" + language;
    return place.script() + suffix + ".md";
  }

  private ApiException readOnly() {
    return ApiException.conflict(
        Messages.message(
            "api.docs.readOnly", "directory", place.group().getFileName() + "/" + FOLDER));
  }

  /** Another text has another version, but for one in some quadrillions. */
  private static long version(String text) {
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      return Math.max(1, ByteBuffer.wrap(hash).getLong() & LARGEST_VERSION);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java platform has SHA-256", e);
    }
  }
}
