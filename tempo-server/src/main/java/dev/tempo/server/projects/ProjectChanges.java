package dev.tempo.server.projects;

import dev.tempo.files.HeldDirectory;
import dev.tempo.files.TreeWalk;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Finds which files of a project were made or changed since an instant, by the times that the file
 * system keeps, so that nothing need be remembered from before: when a file was made, and when it
 * was changed in any way, which no program can set back as it can the time that is shown of it.
 */
public final class ProjectChanges implements TreeWalk.Visitor {
  private static final int MOST_LOOKED_AT = 50_000;

  /** By so much the file system's clock may be behind: it moves with the kernel's ticks. */
  private static final long CLOCK_STEP_MILLIS = 10;

  private final Instant since;
  private final List<Changed> found = new ArrayList<>();
  private int lookedAt;

  private ProjectChanges(Instant since) {
    this.since = since.minusMillis(CLOCK_STEP_MILLIS);
  }

  /** A file that was made or changed. */
  public record Changed(String path, boolean isNew, long sizeBytes, Instant changedAt) {}

  /**
   * What was found.
   *
   * @param files the latest first
   * @param isComplete whether all files were looked at
   */
  public record Found(List<Changed> files, boolean isComplete) {}

  /** Looks at the files of a directory, at most 50,000; there is nothing if it is not there. */
  static Found since(Path directory, Instant since) throws IOException {
    ProjectChanges changes = new ProjectChanges(since);
    if (Files.isDirectory(directory, LinkOption.NOFOLLOW_LINKS)) {
      TreeWalk.through(directory, changes);
    }
    changes.found.sort(Comparator.comparing(Changed::changedAt).reversed());
    return new Found(changes.found, changes.lookedAt <= MOST_LOOKED_AT);
  }

  @Override
  public boolean enter(Path way) {
    return FilePath.isName(way.getFileName().toString());
  }

  @Override
  public boolean visit(HeldDirectory in, Path way, BasicFileAttributes attributes)
      throws IOException {
    lookedAt++;
    if (attributes.isRegularFile() && FilePath.isName(way.getFileName().toString())) {
      look(in, way, attributes);
    }
    return lookedAt <= MOST_LOOKED_AT;
  }

  private void look(HeldDirectory in, Path way, BasicFileAttributes attributes) throws IOException {
    try {
      Instant changed = in.changeTime(way.getFileName()).toInstant();
      if (!changed.isBefore(since)) {
        boolean isNew = !attributes.creationTime().toInstant().isBefore(since);
        found.add(new Changed(way.toString(), isNew, attributes.size(), changed));
      }
    } catch (NoSuchFileException e) {
      return; // gone meanwhile
    }
  }

  @Override
  public void leave(Path way, int entries) {}

  @Override
  public void fail(Path way, IOException problem) {} // cannot be looked at
}
