package dev.tempo.server.jobdocs;

import dev.tempo.server.http.problem.ApiException;
import dev.tempo.server.message.Messages;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The files in the directory {@code docs} of another one, reached without any link, so that what
 * lies elsewhere is never shown.
 *
 * @param parent the directory in which it is
 */
record DocFiles(Path parent) {
  private static final Logger LOG = LoggerFactory.getLogger(DocFiles.class);
  private static final String FOLDER = "docs";

  /** A name that is none of a hidden file, and leads nowhere else. */
  private static final Pattern NAME = Pattern.compile("[^./\\\\\\x00][^/\\\\\\x00]{0,199}");

  Path folder() {
    return parent.resolve(FOLDER);
  }

  /** A path below the directory, if it is none that leads out of it; it need not be there. */
  Optional<Path> inside(String path) {
    Path at = folder();
    for (String part : path.split("/", -1)) {
      if (!NAME.matcher(part).matches()) {
        return Optional.empty();
      }
      at = at.resolve(part);
    }
    return Optional.of(at);
  }

  /** Whether a path is one of a file, without links on the way. */
  boolean isPlain(Path path) throws IOException {
    if (!Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS)) {
      return false;
    }
    return path.toRealPath().equals(parent.toRealPath().resolve(parent.relativize(path)));
  }

  /**
   * A file by its path below the directory.
   *
   * @throws ApiException 409 if it is there, but cannot be read
   */
  Optional<DocFile> find(String path) {
    Optional<Path> file = inside(path);
    try {
      return file.isPresent() && isPlain(file.get())
          ? Optional.of(new DocFile(file.get(), Files.size(file.get())))
          : Optional.empty();
    } catch (IOException e) {
      throw unreadable(e);
    }
  }

  /** As people know a path below the parent. */
  String shown(Path path) {
    return parent.relativize(path).toString().replace('\\', '/');
  }

  static ApiException unreadable(IOException cause) {
    LOG.warn("The documentation of a script cannot be read", cause); // its text holds paths
    return ApiException.conflict(Messages.message("api.docs.unreadable"));
  }
}
